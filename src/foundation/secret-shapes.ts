/** A secret that is known by how it looks: what it is called, its shape, and the page that tells it. */
export interface SecretShape {
  readonly kind: string
  readonly shape: RegExp
  readonly source: string
}

/**
 * What stops a template. Narrower than what is taken out of texts, since a wrong find here costs a deployment: identifiers of roles
 * and users are left alone, and so are keys that end in EXAMPLE, which AWS reserves for its documentation.
 */
export const secretShapes: readonly SecretShape[] = [
  {
    kind: 'AWS access key',
    shape: /\b(?:AKIA|ASIA)(?![A-Z2-7]{9}EXAMPLE\b)[A-Z2-7]{16}\b/g,
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids',
  },
  {
    kind: 'AWS secret access key',
    shape: /secret_?access_?key["']?\s{0,20}[:=]\s{0,20}["']?(?![\w/+]{30}EXAMPLEKEY)[\w/+]{40}(?![\w/+=])/gi,
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
  },
  {
    kind: 'private key',
    shape: /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,200}?[A-Za-z0-9+/]{40}/g,
    source: 'https://www.rfc-editor.org/rfc/rfc7468#section-10',
  },
  {
    kind: 'GitHub token',
    shape: /\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z]{22}_\w{20})/g,
    source:
      'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats',
  },
  {
    kind: 'GitLab token',
    shape: /\bglpat-[\w-]{20}/g,
    source: 'https://docs.gitlab.com/security/tokens/#token-prefixes',
  },
  {
    kind: 'Slack token',
    shape: /\bxox[abeoprs]-(?:\d-)?[\w-]{20}/g,
    source: 'https://docs.slack.dev/authentication/tokens/',
  },
  {
    kind: 'Slack webhook',
    shape: /\bhooks\.slack\.com\/services\/T\w{8,12}\/B\w{8,12}\/\w{20}/g,
    source: 'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/',
  },
  {
    kind: 'Stripe key',
    shape: /\b[sr]k_(?:live|test)_[0-9A-Za-z]{16}/g,
    source: 'https://docs.stripe.com/keys',
  },
  {
    kind: 'npm token',
    shape: /\bnpm_[0-9A-Za-z]{36}\b/g,
    source: 'https://docs.npmjs.com/about-access-tokens',
  },
  {
    kind: 'SendGrid key',
    shape: /\bSG\.[\w-]{22}\.[\w-]{43}\b/g,
    source: 'https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns',
  },
  {
    kind: 'OpenAI or Anthropic key',
    shape: /\bsk-(?:ant|proj|svcacct)-[\w-]{40}/g,
    source: 'https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns',
  },
  {
    kind: 'signed token (JWT)',
    shape: /\beyJ[\w-]{8,1000}\.eyJ[\w-]{8,}\.[\w-]{20}/g,
    source: 'https://www.rfc-editor.org/rfc/rfc7519#section-3.1',
  },
]
