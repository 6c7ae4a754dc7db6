interface Undescribed {
  /** By the name of a schema. */
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** By `operationId`. */
  readonly query: Readonly<Record<string, readonly string[]>>
}

/** What GitHub sends or obeys although the description that we have does not say so. */
export const undescribed: Undescribed = {
  properties: {
    // Whether admins may pass the rules: https://github.com/integrations/terraform-provider-github/issues/1804 met it.
    environment: { can_admins_bypass: { type: 'boolean' } },
  },
  query: {
    // https://docs.github.com/en/rest/code-scanning/code-scanning#list-code-scanning-alerts-for-a-repository lists them.
    'code-scanning/list-alerts-for-repo': ['severity', 'before', 'after'],
  },
}
