/** What GitHub refuses a step: the step fails with this text. Any other error is a mistake of the test or of the executor. */
export class Refusal extends Error {}
