/** Variables of a command, as the configuration gives them. */
export const variables = {
  type: 'object',
  propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]*$', expects: 'letters, digits and underscores' },
  additionalProperties: { type: 'string', expects: 'a text; put numbers in quotes' },
  default: {},
} as const

type Env = Readonly<Record<string, string | undefined>>

/** What a tool's environment is made of, besides what every tool gets. */
export interface ToolNeeds {
  readonly region?: string
  /** Ours, so that CloudTrail tells whose call it was. https://docs.aws.amazon.com/sdkref/latest/guide/feature-appid.html */
  readonly appId?: string
  /** Without them no tool finds any: not in the environment, not in a profile, not at the machine's own service. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }
  /** Folders that are searched before PATH, such as the project's node_modules/.bin. */
  readonly folders?: readonly string[]
  /** What the user gives by name; it stands above everything else. */
  readonly given?: Readonly<Record<string, string>>
}

/**
 * The variables of the step that a tool sees: the machine, the way out of it, where languages were set up, and what is being
 * built. No token, no file of the runner's, no input. The tracking number lets a runner find what a job left running.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables#default-environment-variables
 */
const PASSED = [
  /^(?:PATH|HOME|LANG|LANGUAGE|LC_[A-Z]+|TERM|TMPDIR|TZ|SHELL|USER|LOGNAME|XDG_(?:CACHE|CONFIG|DATA|RUNTIME)_(?:HOME|DIR))$/,
  /^(?:https?|all|no)_proxy$/i,
  /^(?:NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|SSL_CERT_DIR|AWS_CA_BUNDLE|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|GIT_SSL_CAINFO)$/,
  /^(?:JAVA_HOME(?:_\d+_\w+)?|GOROOT|GOPATH|DOTNET_ROOT|CARGO_HOME|RUSTUP_HOME|GEM_HOME|VIRTUAL_ENV|NVM_DIR)$/,
  /^(?:LD_LIBRARY_PATH|PKG_CONFIG_PATH|pythonLocation|Python3?_ROOT_DIR|DOCKER_(?:HOST|CONFIG|CONTEXT))$/,
  /^(?:npm_config_(?:registry|cache|userconfig)|pip_(?:index_url|extra_index_url|cache_dir|cert))$/i,
  /^AWS_(?:ENDPOINT_URL(?:_[A-Z0-9_]+)?|IGNORE_CONFIGURED_ENDPOINT_URLS|USE_FIPS_ENDPOINT|USE_DUALSTACK_ENDPOINT)$/,
  /^GITHUB_(?:SHA|REF|REF_NAME|REF_TYPE|HEAD_REF|BASE_REF|REPOSITORY|REPOSITORY_OWNER|RUN_ID|RUN_NUMBER|RUN_ATTEMPT|WORKSPACE)$/,
  /^RUNNER_(?:OS|ARCH|TOOL_CACHE|TRACKING_ID)$/,
]

/** Nobody is there to be asked, told of a newer version, or counted. */
const UNATTENDED = {
  CI: 'true',
  NO_COLOR: '1',
  DO_NOT_TRACK: '1',
  NO_UPDATE_NOTIFIER: '1',
  SAM_CLI_TELEMETRY: '0',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  SLS_TELEMETRY_DISABLED: '1',
  SLS_NOTIFICATIONS_MODE: 'off',
  NPM_CONFIG_UPDATE_NOTIFIER: 'false',
  NPM_CONFIG_FUND: 'false',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  PIP_NO_INPUT: '1',
  GIT_TERMINAL_PROMPT: '0',
  DOTNET_CLI_TELEMETRY_OPTOUT: '1',
  AWS_PAGER: '',
  AWS_CLI_AUTO_PROMPT: 'off',
  AWS_EC2_METADATA_DISABLED: 'true',
  // HOME is the real one, for the caches; the profiles in it are not for tools.
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
} as const

/** The whole environment of a tool, made from nothing. */
export function toolEnvironment(env: Env, needs: ToolNeeds): Readonly<Record<string, string>> {
  const passed = Object.entries(env).filter(([name, value]) => value !== undefined && PASSED.some((shape) => shape.test(name)))
  const path = [...(needs.folders ?? []), env['PATH']].filter(Boolean).join(':')
  const { region, appId, credentials } = needs
  return {
    ...(Object.fromEntries(passed) as Record<string, string>),
    ...UNATTENDED,
    ...(path && { PATH: path }),
    ...(region && { AWS_REGION: region, AWS_DEFAULT_REGION: region }),
    ...(appId && { AWS_SDK_UA_APP_ID: appId }),
    ...(credentials && {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      ...(credentials.sessionToken && { AWS_SESSION_TOKEN: credentials.sessionToken }),
    }),
    ...needs.given,
  }
}
