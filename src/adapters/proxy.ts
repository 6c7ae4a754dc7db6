type Env = Readonly<Record<string, string | undefined>>

/**
 * The proxy variables as Node's agents take them, with the meaning that they have for the AWS command line: names in lower
 * case win, also when they are empty, and a proxy needs no scheme. https://nodejs.org/api/http.html#built-in-proxy-support
 */
export function proxyEnvironment(env: Env): Record<string, string> {
  const pick = (name: string): string | undefined => (env[name.toLowerCase()] ?? env[name.toUpperCase()]) || undefined
  const none = pick('no_proxy')
  const http = pick('http_proxy')
  const https = pick('https_proxy')
  return {
    ...(http ? { HTTP_PROXY: withScheme(http) } : {}),
    ...(https ? { HTTPS_PROXY: withScheme(https) } : {}),
    ...(none
      ? {
          NO_PROXY: none
            .split(/[\s,]+/)
            .filter(Boolean)
            .flatMap(withSubdomains)
            .join(','),
        }
      : {}),
  }
}

const withScheme = (proxy: string): string => (proxy.includes('://') ? proxy : `http://${proxy}`)

/** A domain stands for itself and all below it, with a leading dot or without; for Node each must be said. */
function withSubdomains(entry: string): readonly string[] {
  const host = entry.replace(/^\*?\.+/, '')
  return host === '*' || /^[\d.:]+$/.test(host) ? [entry] : [host, `.${host}`]
}
