import { Failure } from '../foundation/failure.ts'

/** The request holds nothing but the template, so what is wrong with it is wrong with the template. */
export async function accepted<T>(sent: Promise<T>): Promise<T> {
  try {
    return await sent
  } catch (thrown) {
    const { name, message } = thrown as Error
    if (name !== 'ValidationError') throw thrown
    throw new Failure(`CloudFormation does not accept the template: ${message}`, { code: 'TEMPLATE_INVALID', cause: thrown })
  }
}

/** That there is a change set of that name. */
export const isTaken = ({ name }: Error): boolean => name.startsWith('AlreadyExists')

/**
 * That there is no such change set or stack; the latter only the message tells.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
const isGone = ({ name, message }: Error): boolean =>
  name.startsWith('ChangeSetNotFound') || (name === 'ValidationError' && /^Stack .*does not exist/.test(message))

/** Nothing where the answer is an error that was expected. */
export async function absent<T>(sent: Promise<T>, expected: (error: Error) => boolean = isGone): Promise<T | undefined> {
  try {
    return await sent
  } catch (thrown) {
    if (thrown instanceof Error && expected(thrown)) return undefined
    throw thrown
  }
}
