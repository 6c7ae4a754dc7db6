/** Something that GitHub can and the executor cannot: a green test must not rest on it. */
export class NotModelled extends Error {
  constructor(what: string) {
    super(`not modelled: ${what}`)
  }
}
