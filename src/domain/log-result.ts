/** What the log scan looked at and what it saw. */
export interface LogResult {
  readonly since: string
  readonly until: string
  readonly groups: readonly {
    readonly name: string
    readonly events: number
    readonly state: 'read' | 'empty' | 'absent' | 'unscannable' | 'denied' | 'unread'
  }[]
}
