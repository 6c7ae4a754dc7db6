/** A line of a log, who should recognise it (nobody: ''), and where its shape is documented. */
export type Shape = readonly [kind: string, message: string, from: string]

const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg/'
const lifecycle = `${LAMBDA}lambda-runtime-environment.html#runtimes-lifecycle-ib`
const formats = `${LAMBDA}monitoring-cloudwatchlogs-logformat.html`
const telemetry = `${LAMBDA}telemetry-schema-reference.html`
const invocation = `${LAMBDA}troubleshooting-invocation.html`
const repost = 'https://repost.aws/knowledge-center/lambda-verify-invocation-timeouts'
const node = `${LAMBDA}nodejs-logging.html`
const nodeErrors = 'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client'
const python = `${LAMBDA}python-logging.html`
const pythonErrors = 'https://github.com/aws/aws-lambda-python-runtime-interface-client'
const java = `${LAMBDA}java-logging.html`
const dotnet = `${LAMBDA}csharp-logging.html`
const ruby = `${LAMBDA}ruby-logging.html`
const go = 'https://pkg.go.dev/runtime/debug#PrintStack'
const rust = 'https://doc.rust-lang.org/std/macro.panic.html'
const emf = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html'
const apigw = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html'
const powertools = 'https://docs.aws.amazon.com/powertools/python/latest/core/logger/'

const ID = '79b4f56e-95b1-4643-9700-2807f4e68189'
const AT = '2026-11-02T08:00:00.123Z'
const report = `REPORT RequestId: ${ID}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 30 MB`
const platform = (type: string, record: object) => JSON.stringify({ time: AT, type: `platform.${type}`, record })
const json = (value: object) => JSON.stringify(value)

export const shapes: readonly Shape[] = [
  ['lambda-timeout', `${AT} ${ID} Task timed out after 3.00 seconds\n\n`, repost],
  ['lambda-timeout', 'Task timed out after 1.00 seconds', repost],
  ['lambda-timeout', `RequestId: ${ID} Error: Task timed out after 3.00 seconds`, invocation],
  ['lambda-timeout', `${report}\tStatus: timeout`, lifecycle],
  ['lambda-timeout', platform('report', { requestId: ID, status: 'timeout', metrics: { durationMs: 3000 } }), telemetry],
  ['lambda-timeout', platform('runtimeDone', { requestId: ID, status: 'timeout' }), telemetry],

  ['lambda-memory', `RequestId: ${ID} Error: Runtime exited with error: signal: killed\nRuntime.ExitError`, invocation],
  ['lambda-memory', `${report}\tStatus: error\tError Type: Runtime.OutOfMemory`, lifecycle],
  ['lambda-memory', platform('report', { requestId: ID, status: 'error', errorType: 'Runtime.OutOfMemory' }), telemetry],
  ['lambda-memory', 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', node],
  ['lambda-memory', 'java.lang.OutOfMemoryError: Java heap space\n\tat com.example.App.run(App.java:7)', java],
  ['lambda-memory', '[ERROR] MemoryError\rTraceback (most recent call last):\r  File "/var/task/a.py", line 3', pythonErrors],

  [
    'lambda-init',
    'INIT_REPORT Init Duration: 141.20 ms\tPhase: init\tStatus: error\tError Type: Runtime.ImportModuleError',
    lifecycle,
  ],
  ['lambda-init', 'INIT_REPORT Init Duration: 12.02 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.ExitError', lifecycle],
  ['lambda-init', 'INIT_REPORT Init Duration: 3000.02 ms\tPhase: invoke\tStatus: timeout', lifecycle],
  ['lambda-init', 'RESTORE_REPORT Restore Duration: 10.00 ms\tStatus: error\tError Type: Runtime.AfterRestoreError', lifecycle],
  ['lambda-init', 'INIT_REPORT Init Duration: 8.42 ms Phase: init Status: error Error Type: Extension.Crash', lifecycle],
  [
    'lambda-init',
    platform('initReport', { phase: 'init', status: 'error', errorType: 'Runtime.UserCodeSyntaxError' }),
    telemetry,
  ],
  ['lambda-init', platform('initRuntimeDone', { phase: 'invoke', status: 'timeout' }), telemetry],
  ['lambda-init', platform('initReport', { phase: 'init', status: 'failure' }), telemetry],
  [
    'lambda-init',
    `${AT}\tundefined\tERROR\tUncaught Exception \t${json({ errorType: 'Runtime.ImportModuleError', errorMessage: "Error: Cannot find module 'pg'", stack: [] })}`,
    nodeErrors,
  ],
  [
    'lambda-init',
    `${AT}\tundefined\tERROR\tUncaught Exception \t{"errorType":"Runtime.HandlerNotFound","errorMessage":"index.handler is undefined or not exported"}`,
    nodeErrors,
  ],
  [
    'lambda-init',
    `${AT}\tundefined\tERROR\tUncaught Exception \t{"errorType":"Runtime.MalformedHandlerName","errorMessage":"Bad handler"}`,
    nodeErrors,
  ],
  [
    'lambda-init',
    `[ERROR] Runtime.ImportModuleError: Unable to import module 'app': No module named 'requests'\rTraceback (most recent call last):`,
    pythonErrors,
  ],
  [
    'lambda-init',
    `[ERROR] Runtime.UserCodeSyntaxError: Syntax error in module 'app': invalid syntax (app.py, line 3)`,
    pythonErrors,
  ],
  [
    'lambda-init',
    json({
      timestamp: AT,
      log_level: 'ERROR',
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: "Handler 'x' missing on module 'app'",
    }),
    pythonErrors,
  ],
  ['lambda-init', 'Class not found: com.example.Handler: java.lang.ClassNotFoundException', java],
  ['lambda-init', 'Error loading method handle on class com.example.Handler: java.lang.NoSuchMethodException', java],
  ['lambda-init', "/var/task/bootstrap: /lib64/libc.so.6: version `GLIBC_2.34' not found (required by bootstrap)", invocation],
  ['lambda-init', `${report}\tStatus: error\tError Type: Runtime.InvalidEntrypoint`, lifecycle],

  ['lambda-init-retry', 'INIT_REPORT Init Duration: 10008.42 ms\tPhase: init\tStatus: timeout', lifecycle],
  ['lambda-init-retry', platform('initReport', { phase: 'init', status: 'timeout' }), telemetry],

  ['crash', `RequestId: ${ID} Error: Runtime exited with error: exit status 1\nRuntime.ExitError`, invocation],
  ['crash', `RequestId: ${ID} Error: Runtime exited with error: signal: segmentation fault\nRuntime.ExitError`, invocation],
  ['crash', `RequestId: ${ID} Error: Runtime exited without providing a reason\nRuntime.ExitError`, invocation],
  ['crash', `RequestId: ${ID} Process exited before completing request`, invocation],
  ['crash', `${report}\tStatus: error\tError Type: Runtime.ExitError`, lifecycle],
  ['crash', platform('report', { requestId: ID, status: 'failure', errorType: 'Runtime.ExitError' }), telemetry],
  ['crash', platform('runtimeDone', { requestId: ID, status: 'failure' }), telemetry],
  ['crash', 'Unknown application error occurred\nRuntime.Unknown', invocation],

  [
    'unhandled-error',
    `${AT}\t${ID}\tERROR\tInvoke Error \t${json({ errorType: 'TypeError', errorMessage: 'db refused', stack: ['TypeError: db refused'] })}`,
    node,
  ],
  ['unhandled-error', `${AT}\t${ID}\tERROR\tUncaught Exception \t${json({ errorType: 'Error', errorMessage: 'x' })}`, node],
  [
    'unhandled-error',
    `${AT}\t${ID}\tERROR\tUnhandled Promise Rejection \t${json({ errorType: 'Runtime.UnhandledPromiseRejection' })}`,
    node,
  ],
  [
    'unhandled-error',
    `[ERROR] KeyError: 'name'\rTraceback (most recent call last):\r  File "/var/task/app.py", line 5, in handler`,
    python,
  ],
  [
    'unhandled-error',
    '[ERROR] NotFound: no such order\nTraceback (most recent call last):\n  File "/var/task/app.py", line 5',
    python,
  ],
  [
    'unhandled-error',
    json({ timestamp: AT, log_level: 'ERROR', errorType: 'KeyError', errorMessage: "'name'", stackTrace: [] }),
    pythonErrors,
  ],
  ['unhandled-error', json({ errorMessage: 'boom', errorType: 'java.lang.RuntimeException', stackTrace: [] }), java],
  ['unhandled-error', platform('report', { requestId: ID, status: 'error', errorType: 'TypeError' }), telemetry],
  ['unhandled-error', platform('runtimeDone', { requestId: ID, status: 'error' }), telemetry],

  ['api-gateway', `(${ID}) Execution failed due to configuration error: Malformed Lambda proxy response`, apigw],
  ['api-gateway', `(${ID}) Execution failed due to a timeout error`, apigw],
  ['api-gateway', `(${ID}) Method completed with status: 502`, apigw],

  ['error-line', `${AT}\t${ID}\tERROR\tcould not charge order 17`, node],
  ['error-line', `[ERROR]\t${AT}\t${ID}\tcould not charge`, python],
  ['error-line', `[CRITICAL]\t${AT}\t${ID}\tqueue is gone`, python],
  ['error-line', json({ timestamp: AT, level: 'ERROR', requestId: ID, message: 'could not charge' }), formats],
  ['error-line', json({ timestamp: AT, level: 'error', message: 'could not charge' }), powertools],
  ['error-line', json({ timestamp: AT, level: 'FATAL', AWSRequestId: ID, message: 'x' }), java],
  ['error-line', json({ timestamp: AT, level: 'Critical', errorType: 'System.InvalidOperationException', message: 'x' }), dotnet],
  [
    'error-line',
    json({ timestamp: AT, level: 'ERROR', message: { errorType: 'TypeError', errorMessage: 'x', stackTrace: [] } }),
    formats,
  ],
  ['error-line', json({ level: 50, time: 1, msg: 'could not charge' }), 'https://github.com/pinojs/pino/blob/main/docs/api.md'],
  ['error-line', `${AT}\t${ID}\tfail\tcould not charge`, dotnet],
  ['error-line', `${AT}\t${ID}\tcrit\tqueue is gone`, dotnet],
  ['error-line', 'fail: Shop.Orders[0]', 'https://learn.microsoft.com/dotnet/core/extensions/console-log-formatter'],
  ['error-line', `2026-11-02 08:00:00 ${ID} ERROR Orders:31 - could not charge`, java],
  [
    'error-line',
    '2026-11-02 08:00:00,123 - shop.orders - ERROR - could not charge',
    'https://docs.python.org/3/library/logging.html',
  ],
  ['error-line', 'ERROR:root:could not charge', 'https://docs.python.org/3/library/logging.html'],
  ['error-line', '08:00:00.123 [main] ERROR c.e.Orders - could not charge', 'https://logback.qos.ch/manual/layouts.html'],
  ['error-line', `E, [2026-11-02T08:00:00.123456 #8] ERROR -- : could not charge`, ruby],
  ['error-line', 'time=2026-11-02T08:00:00Z level=ERROR msg="could not charge"', 'https://pkg.go.dev/log/slog#TextHandler'],
  [
    'error-line',
    '2026/11/02 08:00:00 [error] 7#7: *1 connect() failed',
    'https://nginx.org/en/docs/ngx_core_module.html#error_log',
  ],
  [
    'error-line',
    '\u001b[2m2026-11-02T08:00:00Z\u001b[0m \u001b[31mERROR\u001b[0m shop: could not charge',
    'https://docs.rs/tracing-subscriber',
  ],
  ['error-line', 'E1102 08:00:00.123456 1 orders.go:17] could not charge', 'https://pkg.go.dev/k8s.io/klog/v2'],
  ['error-line', 'panic: runtime error: index out of range [3] with length 3\n\ngoroutine 1 [running]:', go],
  ['error-line', "thread 'main' panicked at src/main.rs:4:5:\nboom", rust],
  [
    'error-line',
    'Exception in thread "main" java.lang.IllegalStateException: no region\n\tat com.example.App.main(App.java:7)',
    java,
  ],
  ['error-line', 'TypeError: db refused', nodeErrors],
  ['error-line', 'Traceback (most recent call last):', python],

  ['', json({ _aws: { CloudWatchMetrics: [] }, level: 'ERROR', errors: 3 }), emf],
  ['', json({ level: 'INFO', message: 'batch done', errors: 0 }), formats],
  ['', '{"errors":0,"done":17}', formats],
  ['', `${AT}\t${ID}\tINFO\tno error found, ERROR count is 0`, node],
  ['', `${AT}\t${ID}\tWARN\tUncaught Exception handler is not set`, node],
  ['', `[INFO]\t${AT}\t${ID}\tretrying after an Error: timeout`, python],
  ['', `[WARNING]\t${AT}\t${ID}\tERROR budget is low`, python],
  ['', `${AT}\t${ID}\tDEBUG\tTask timed out after 3.00 seconds`, node],
  ['', json({ timestamp: AT, level: 'WARN', message: 'JavaScript heap out of memory feared' }), formats],
  ['', json({ timestamp: AT, level: 'DEBUG', errorType: 'TypeError', errorMessage: 'x' }), formats],
  ['', json({ level: 30, msg: 'error handling is on' }), 'https://github.com/pinojs/pino/blob/main/docs/api.md'],
  ['', `START RequestId: ${ID} Version: $LATEST`, formats],
  ['', `END RequestId: ${ID}`, formats],
  ['', `${report}\nXRAY TraceId: 1-5e34a614-10bdxmplf1fb44f07bc535a1\tSegmentId: 07f5xmpl2d1f6f85\tSampled: true`, formats],
  ['', platform('report', { requestId: ID, status: 'success', metrics: { durationMs: 3 } }), telemetry],
  ['', platform('initReport', { phase: 'init', status: 'success' }), telemetry],
  ['', platform('start', { requestId: ID, version: '$LATEST' }), telemetry],
  ['', 'INIT_START Runtime Version: nodejs:24.v1\tRuntime Version ARN: arn', lifecycle],
  ['', '3 ERROR events were replayed', formats],
  ['', 'The handler calls the ERROR queue', formats],
  ['', '    at handler (/var/task/index.js:3:9)', node],
  ['', 'info: Shop.Orders[0]', dotnet],
  ['', `(${ID}) Method completed with status: 404`, apigw],
  ['', 'errors=0 error_rate=0.0', formats],
  ['', '{"level":"ERROR", not json', formats],
  ['', '', formats],
]
