import { ServiceError } from '../http/failure.ts'
import { type Fields, textOf } from '../http/params.ts'
import type { World } from '../world.ts'

export const noSecret = (): ServiceError =>
  new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")

export const secretArn = ({ region, account }: World, name: string) =>
  `arn:aws:secretsmanager:${region}:${account}:secret:${name}-AbCdEf`

export const nameOf = (params: Fields): string => (textOf(params, 'SecretId') ?? '').replace(/^arn:.*:secret:(.*)-\w{6}$/, '$1')
