import { s3Error } from '../s3/rest.ts'
import type { ServiceError } from './failure.ts'
import { type Answer, type Asked, isJson, type Service } from './message.ts'
import { escapeXml, type Out, xml } from './xml.ts'

const NAMESPACES: Partial<Record<Service, string>> = {
  cloudformation: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
}

const XML = { 'content-type': 'text/xml' }
const JSON_11 = { 'content-type': 'application/x-amz-json-1.1' }

/** A result in the protocol of its service. */
export function writeResult(
  { service, action }: Pick<Asked, 'service' | 'action'>,
  result: { readonly [name: string]: Out },
  requestId: string,
): Answer {
  if (isJson(service))
    return { status: 200, headers: { ...JSON_11, 'x-amzn-requestid': requestId }, body: JSON.stringify(result) }
  const inner = xml(`${action}Result`, result) + xml('ResponseMetadata', { RequestId: requestId })
  const body = `<${action}Response xmlns="${NAMESPACES[service] ?? ''}">${inner}</${action}Response>`
  return { status: 200, headers: { ...XML, 'x-amzn-requestid': requestId }, body }
}

/** A refusal in the protocol of its service. */
export function writeError(
  { service, method }: Pick<Asked, 'service' | 'method'>,
  error: ServiceError,
  requestId: string,
): Answer {
  const { status, code, message } = error
  if (service === 's3') {
    const headers = { 'content-type': 'application/xml', 'x-amz-request-id': requestId }
    return { status, headers, body: method === 'HEAD' ? '' : s3Error(code, message, requestId) }
  }
  if (isJson(service)) {
    return { status, headers: { ...JSON_11, 'x-amzn-requestid': requestId }, body: JSON.stringify({ __type: code, message }) }
  }
  const type = status >= 500 ? 'Receiver' : 'Sender'
  const inner = `<Error><Type>${type}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>`
  const body = `<ErrorResponse xmlns="${NAMESPACES[service] ?? ''}">${inner}<RequestId>${requestId}</RequestId></ErrorResponse>`
  return { status, headers: { ...XML, 'x-amzn-requestid': requestId }, body }
}
