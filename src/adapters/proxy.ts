type Env = Readonly<Record<string, string | undefined>>

/**
 * The proxy variables as Node's agents take them. A bare domain in NO_PROXY stands for its subdomains too, as it does for
 * the AWS command line; for Node it must be said. https://nodejs.org/api/http.html#built-in-proxy-support
 */
export function proxyEnvironment(env: Env): Record<string, string> {
  const pick = (name: string): string | undefined => env[name.toLowerCase()] || env[name.toUpperCase()] || undefined
  const none = pick('no_proxy')
  const http = pick('http_proxy')
  const https = pick('https_proxy')
  return {
    ...(http ? { HTTP_PROXY: http } : {}),
    ...(https ? { HTTPS_PROXY: https } : {}),
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

const withSubdomains = (host: string): readonly string[] => (/^[a-z][^:/]*$/i.test(host) ? [host, `.${host}`] : [host])
