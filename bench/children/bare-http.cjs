// A handler that makes the calls of a create with node:http and nothing else: the least that they can cost.
// They are hashed and signed, though not as the cloud asks for it.
const http = require('node:http');
const { createHash, createHmac } = require('node:crypto');

const agent = new http.Agent({ keepAlive: true });
const { host, hostname, port } = new URL(process.env.PEERFLOW_ENDPOINT);

const headersFor = (action, body) => {
  const headers = {
    host,
    'x-acs-action': action,
    'x-acs-version': '2022-01-01',
    'x-acs-date': new Date().toISOString(),
    'x-acs-content-sha256': createHash('sha256').update(body).digest('hex'),
  };
  const signature = createHmac('sha256', 'none').update(JSON.stringify(headers)).digest('hex');
  return { ...headers, authorization: `ACS3-HMAC-SHA256 Signature=${signature}` };
};

const call = (action, body = '') =>
  new Promise((resolve, reject) => {
    const request = http.request(
      { host: hostname, port, path: '/', method: 'POST', agent, headers: headersFor(action, body) },
      (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode));
      },
    );
    request.once('error', reject);
    request.end(body);
  });

exports.handler = async () => {
  await call('ListVpcPeerConnections', 'VpcId=vpc-bench0');
  await call('CreateVpcPeerConnection');
  await call('GetVpcPeerConnectionAttribute', 'InstanceId=pcc-bench0');
  await call('InvokeFunction', '{}');
  await call('putEvents', '[]');
  return { statusCode: 202 };
};
