import type { Severity } from '../domain/finding.ts'

/** What a resource holds that a new one in its place would not. */
export interface Stateful {
  readonly severity: Severity
  /** One line: what is gone when the resource is. */
  readonly consequence: string
  /** Others know it by a name, endpoint or id that a new one would not have. */
  readonly identity: boolean
}

const of = (severity: Severity, consequence: string, identity = true): Stateful => ({ severity, consequence, identity })

const DATABASE = of('critical', 'all data of the database is gone; the endpoint changes')
const CACHE = of('high', 'everything in the cache or store is gone; the endpoint changes')
const FILES = of('critical', 'all files are gone, and clients lose their mount')
const STREAM = of('high', 'records that were not read yet are gone, and readers lose their place')

/**
 * The types whose replacement or removal loses something that no deployment can bring back. Not listed is what can be made anew
 * from the template, and custom resources, of which nobody can tell.
 */
export const stateful: Readonly<Record<string, Stateful>> = {
  'AWS::DynamoDB::Table': of('critical', 'all items of the table are gone, and its stream with them'),
  'AWS::DynamoDB::GlobalTable': of('critical', 'all items of the table are gone in every region'),
  'AWS::S3::Bucket': of('critical', 'all objects are gone, and the name may be taken by somebody else'),
  'AWS::S3Express::DirectoryBucket': of('critical', 'all objects are gone'),
  'AWS::RDS::DBInstance': DATABASE,
  'AWS::RDS::DBCluster': DATABASE,
  'AWS::RDS::GlobalCluster': DATABASE,
  'AWS::DSQL::Cluster': DATABASE,
  'AWS::DocDB::DBCluster': DATABASE,
  'AWS::DocDBElastic::Cluster': DATABASE,
  'AWS::Neptune::DBCluster': DATABASE,
  'AWS::NeptuneGraph::Graph': DATABASE,
  'AWS::Redshift::Cluster': DATABASE,
  'AWS::RedshiftServerless::Namespace': DATABASE,
  'AWS::Timestream::Database': DATABASE,
  'AWS::Timestream::Table': DATABASE,
  'AWS::Timestream::InfluxDBInstance': DATABASE,
  'AWS::Cassandra::Keyspace': DATABASE,
  'AWS::Cassandra::Table': DATABASE,
  'AWS::QLDB::Ledger': DATABASE,
  'AWS::SDB::Domain': DATABASE,
  'AWS::OpenSearchService::Domain': of('critical', 'all indexes are gone; the endpoint changes'),
  'AWS::Elasticsearch::Domain': of('critical', 'all indexes are gone; the endpoint changes'),
  'AWS::OpenSearchServerless::Collection': of('critical', 'all indexes are gone; the endpoint changes'),
  'AWS::ElastiCache::CacheCluster': CACHE,
  'AWS::ElastiCache::ReplicationGroup': CACHE,
  'AWS::ElastiCache::ServerlessCache': CACHE,
  'AWS::MemoryDB::Cluster': DATABASE,
  'AWS::EFS::FileSystem': FILES,
  'AWS::FSx::FileSystem': FILES,
  'AWS::FSx::Volume': FILES,
  'AWS::EC2::Volume': of('critical', 'everything on the volume is gone', false),
  // An instance may hold nothing, but its root volume goes with it by default, and nothing in the template tells.
  'AWS::EC2::Instance': of('medium', 'its root volume is deleted by default; private address and instance id change'),
  'AWS::EC2::EIP': of('medium', 'the public address is given up; allow lists and DNS elsewhere name the old one'),
  'AWS::Kinesis::Stream': STREAM,
  'AWS::MSK::Cluster': of('critical', 'all topics and offsets are gone; the brokers change'),
  'AWS::MSK::ServerlessCluster': of('critical', 'all topics and offsets are gone; the brokers change'),
  'AWS::AmazonMQ::Broker': of('high', 'messages that were not read yet are gone; the endpoint changes'),
  'AWS::SQS::Queue': of('medium', 'messages in flight are gone; the address of the queue changes'),
  'AWS::SNS::Topic': of('medium', 'subscriptions made outside of the stack, confirmed ones included, are gone'),
  'AWS::Events::Archive': of('medium', 'archived events are gone'),
  'AWS::Cognito::UserPool': of(
    'critical',
    'all users and passwords are gone; nobody can sign in, and passwords cannot be restored',
  ),
  'AWS::Cognito::IdentityPool': of('high', 'users get new identity ids, so what is keyed by them is orphaned'),
  'AWS::SecretsManager::Secret': of('high', 'the secret value and its versions are gone; its ARN changes'),
  'AWS::KMS::Key': of('critical', 'what was encrypted with the key cannot be read any more'),
  'AWS::KMS::ReplicaKey': of('critical', 'what was encrypted with the key cannot be read in this region any more'),
  'AWS::ACMPCA::CertificateAuthority': of('critical', 'certificates that it issued lose their authority'),
  'AWS::Backup::BackupVault': of('critical', 'recovery points are gone, or orphaned'),
  'AWS::ECR::Repository': of('high', 'all images are gone, also those that run now and those a rollback needs'),
  'AWS::CodeCommit::Repository': of('critical', 'all commits are gone'),
  'AWS::CodeArtifact::Repository': of('high', 'all published packages are gone'),
  'AWS::Route53::HostedZone': of(
    'critical',
    'records made outside of the stack are gone; the name servers change, so the domain goes dark',
  ),
  'AWS::IoT::Thing': of('medium', 'the shadow of the device is gone, and certificates are detached', false),
  'AWS::Bedrock::KnowledgeBase': of('medium', 'the index must be built again; its id changes'),
  'AWS::SSM::Parameter': of('low', 'the value set outside of the template and its history are gone', false),
  'AWS::Logs::LogGroup': of('low', 'all logs of the group are gone', false),
  // A nested stack takes everything that lives in it along, and its own changes are not always listed.
  'AWS::CloudFormation::Stack': of('high', 'every resource of the nested stack is deleted, data included', false),
}

/** What a type holds, if it is a stateful one. */
export const stateOf = (type: string): Stateful | undefined => (Object.hasOwn(stateful, type) ? stateful[type] : undefined)
