/** How a property wants to be told where its artifact is. */
export type Shape =
  /** `s3://bucket/key`; `versioned`: with `?versionId=…` where there is a version. */
  | { readonly form: 'uri'; readonly versioned: boolean }
  /** A map with keys of these names. */
  | { readonly form: 'map'; readonly bucket: string; readonly key: string; readonly version?: string }
  /** `https://…`, as CloudFormation takes a nested template. */
  | { readonly form: 'url' }

/** A stretch of a template's text that makes way for an address. */
export interface Slot {
  /** Logical id and property, for people. */
  readonly where: string
  readonly from: number
  readonly to: number
  /** What stands around the address: a key where the property was missing, a space, a comma. */
  readonly before: string
  readonly after: string
  readonly shape: Shape
  /** What is put there: an artifact, a nested template, an image by its local name, or what was an address already. */
  readonly fill:
    | { readonly artifact: string }
    | { readonly template: string }
    | { readonly image: string }
    | { readonly uri: string }
}

/** A template as it lies in the repository, with the places to rewrite, in order. */
export interface CollectedTemplate {
  /** Its path in the workspace. */
  readonly id: string
  readonly text: string
  readonly slots: readonly Slot[]
}

/** A file in the folder that was collected into; it is called as its sha256. */
export interface CollectedArtifact {
  /** The sha256 of its bytes, in hexadecimal. */
  readonly id: string
  /** The first property that needs it. */
  readonly where: string
  readonly kind: 'zip' | 'file'
  readonly bytes: number
}

/** Everything local that a template needs, as plain data: another job publishes it. */
export interface Collected {
  /** The template itself is the last; each stands behind those that it nests. */
  readonly templates: readonly CollectedTemplate[]
  readonly artifacts: readonly CollectedArtifact[]
}
