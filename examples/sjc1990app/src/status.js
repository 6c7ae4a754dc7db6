const { version } = require('./version.js')

exports.handler = async () => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ version, stage: process.env.STAGE }),
})
