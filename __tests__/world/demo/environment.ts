import type { AwsWorld } from './worlds.ts'

/** The account of the demo: MiniStack takes a key of twelve digits for the account itself. */
const ACCOUNT = '111122223333'

/** What the action, or a person's terminal, needs to reach a world and nothing else. */
export function environmentOf({ url, endpoints }: Pick<AwsWorld, 'url' | 'endpoints'>, github: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: 'of-a-world-on-loopback',
    HTTPS_PROXY: endpoints.url,
    NO_PROXY: '127.0.0.1,localhost',
    NODE_EXTRA_CA_CERTS: endpoints.caFile,
    GITHUB_API_URL: github,
    GITHUB_SERVER_URL: github,
  }
}
