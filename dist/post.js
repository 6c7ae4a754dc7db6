// The post step: the same bundle, told that it is one.
process.env['DEPLOY_ACTION_STEP'] = 'post'
await import('./index.js')
