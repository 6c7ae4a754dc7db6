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

/**
 * Nothing where the answer is an error of that name, or says that there is no such stack, which only the message tells.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export async function absent<T>(sent: Promise<T>, expected: RegExp = /^ChangeSetNotFound/): Promise<T | undefined> {
  try {
    return await sent
  } catch (thrown) {
    const { name, message } = thrown as Error
    if (expected.test(name) || (name === 'ValidationError' && /^Stack .*does not exist/.test(message))) return undefined
    throw thrown
  }
}
