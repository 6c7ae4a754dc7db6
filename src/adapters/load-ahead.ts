import { lazily } from '../foundation/lazily.ts'

/** Loads what most deployments of a tool's output need of the SDK, so that nothing waits for it later. */
export const loadAhead = lazily(() => Promise.all([import('@aws-sdk/client-s3'), import('@aws-sdk/client-sts')]))
