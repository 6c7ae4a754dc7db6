import type { Shape } from './collected.ts'

/** A property that may name a local file or folder. */
export interface Property {
  readonly type: string
  /** Keys below `Properties`; `*` is any. */
  readonly path: readonly string[]
  readonly shape: Shape
  /** A single file that is no archive is put into one. */
  readonly zip: boolean
  /** Where it is missing, the folder of the template is meant. */
  readonly folder: boolean
  /** It names a template, which is collected in its turn. */
  readonly nested: boolean
}

const URI: Shape = { form: 'uri', versioned: false }
/** https://github.com/aws/serverless-application-model: `parse_s3_uri` reads `versionId`. */
const SAM_URI: Shape = { form: 'uri', versioned: true }
const URL: Shape = { form: 'url' }
const LAMBDA: Shape = { form: 'map', bucket: 'S3Bucket', key: 'S3Key', version: 'S3ObjectVersion' }
const PLACE: Shape = { form: 'map', bucket: 'Bucket', key: 'Key', version: 'Version' }

const property = (type: string, path: string, shape: Shape, more: Partial<Property> = {}): Property => ({
  ...{ type, path: path.split('.'), shape, zip: false, folder: false, nested: false },
  ...more,
})
const CODE = { zip: true, folder: true }

/**
 * What `aws cloudformation package` packages, and behind it what only `sam package` does.
 * https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html
 */
export const PROPERTIES: readonly Property[] = [
  property('AWS::Serverless::Function', 'CodeUri', SAM_URI, CODE),
  property('AWS::Serverless::Api', 'DefinitionUri', SAM_URI),
  property('AWS::AppSync::GraphQLSchema', 'DefinitionS3Location', URI),
  property('AWS::AppSync::Resolver', 'RequestMappingTemplateS3Location', URI),
  property('AWS::AppSync::Resolver', 'ResponseMappingTemplateS3Location', URI),
  property('AWS::AppSync::FunctionConfiguration', 'RequestMappingTemplateS3Location', URI),
  property('AWS::AppSync::FunctionConfiguration', 'ResponseMappingTemplateS3Location', URI),
  property('AWS::ApiGateway::RestApi', 'BodyS3Location', PLACE),
  property('AWS::Lambda::Function', 'Code', LAMBDA, CODE),
  property(
    'AWS::ElasticBeanstalk::ApplicationVersion',
    'SourceBundle',
    { form: 'map', bucket: 'S3Bucket', key: 'S3Key' },
    { folder: true },
  ),
  property('AWS::CloudFormation::Stack', 'TemplateURL', URL, { nested: true }),
  property('AWS::Serverless::Application', 'Location', URL, { nested: true }),
  property('AWS::Serverless::LayerVersion', 'ContentUri', SAM_URI, CODE),
  property('AWS::Lambda::LayerVersion', 'Content', LAMBDA, CODE),
  property('AWS::Glue::Job', 'Command.ScriptLocation', URI),
  property('AWS::StepFunctions::StateMachine', 'DefinitionS3Location', PLACE),
  property('AWS::Serverless::StateMachine', 'DefinitionUri', PLACE),
  property('AWS::CodeCommit::Repository', 'Code.S3', { ...PLACE, version: 'ObjectVersion' }, { zip: true }),
  // Of `sam package` only. https://github.com/aws/aws-sam-cli/blob/develop/samcli/lib/utils/resources.py
  property('AWS::Serverless::HttpApi', 'DefinitionUri', SAM_URI),
  property('AWS::Serverless::GraphQLApi', 'SchemaUri', URI),
  property('AWS::Serverless::GraphQLApi', 'Functions.*.CodeUri', URI),
  property('AWS::Serverless::GraphQLApi', 'Resolvers.*.*.CodeUri', URI),
  property('AWS::AppSync::Resolver', 'CodeS3Location', URI),
  property('AWS::AppSync::FunctionConfiguration', 'CodeS3Location', URI),
  property('AWS::ApiGatewayV2::Api', 'BodyS3Location', PLACE),
  property('AWS::CloudFormation::ModuleVersion', 'ModulePackage', URI, { zip: true }),
  property('AWS::CloudFormation::ResourceVersion', 'SchemaHandlerPackage', URI, { zip: true }),
  property('AWS::CloudFormation::StackSet', 'TemplateURL', URL, { nested: true }),
]

/** The image of a function, which is named by an address as it stands. */
export const imageProperty = (type: string, path: readonly string[]): Property => property(type, path.join('.'), URL)

/** What stands under `Metadata` of a template. */
export const METADATA: readonly Property[] = [
  property('AWS::ServerlessRepo::Application', 'ReadmeUrl', URI),
  property('AWS::ServerlessRepo::Application', 'LicenseUrl', URI),
]

/** What SAM's `Globals` may give to all resources of a type. https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html */
export const GLOBALS: Readonly<Record<string, string>> = {
  'AWS::Serverless::Function': 'Function',
  'AWS::Serverless::Api': 'Api',
}

/** A file that CloudFormation puts in at this place. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html */
export const INCLUDE: Property = property('AWS::Include', 'Parameters.Location', URI)
