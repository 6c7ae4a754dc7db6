/** What can be saved: an RDS or Aurora cluster, an RDS instance, a DynamoDB table. */
export const savedKinds = ['cluster', 'instance', 'table'] as const

/** A kind of what can be saved. */
export type SavedKind = (typeof savedKinds)[number]

/** Backups of databases of one region. Throws only `Failure`, and never tries again. */
export interface Backups {
  /** Begins to save it under a name; what the backup is known by. Of one that has that name already, that. */
  begin(kind: SavedKind, source: string, name: string, signal: AbortSignal): Promise<string>
  state(kind: SavedKind, id: string, signal: AbortSignal): Promise<'creating' | 'available' | 'failed'>
}
