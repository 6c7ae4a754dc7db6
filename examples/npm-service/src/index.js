const { VERSION: version, USERS: table } = process.env

exports.handler = async ({ rawPath }) => ({
  statusCode: rawPath === '/ping' ? 200 : 404,
  headers: { 'content-type': 'application/json', 'x-content-type-options': 'nosniff' },
  body: JSON.stringify({ version, table }),
})
