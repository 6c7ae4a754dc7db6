const { version } = require('./version.js')

exports.handler = async () => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json', 'access-control-allow-origin': '*' },
  body: JSON.stringify({ version, messages: [], table: process.env.MESSAGES }),
})
