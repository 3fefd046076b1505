// Invokes the request function itself, waiting for its outcomes or (with --async) not.
//   node examples/doors/invoke.mjs examples/hub-and-spoke1.json [--async]
import { readRequest, variable } from './request.mjs';
import { hashOf, signed } from './sign.mjs';

const asynchronous = process.argv.includes('--async');
const body = JSON.stringify(readRequest());
const account = variable('ALIBABA_CLOUD_ACCOUNT_ID');
const region = variable('PEERFLOW_REGION');
const base = process.env.PEERFLOW_ENDPOINT || `https://${account}.${region}.fc.aliyuncs.com`;
const name = `${process.env.PEERFLOW_NAME || 'peerflow'}-request`;
const url = new URL(`/2023-03-30/functions/${name}/invocations`, base);

const headers = signed('POST', url, {
  'content-type': 'application/octet-stream',
  'x-acs-action': 'InvokeFunction',
  'x-acs-version': '2023-03-30',
  'x-acs-content-sha256': hashOf(body),
});
const response = await fetch(url, {
  method: 'POST',
  body,
  headers: {
    ...headers,
    // Asynchronous invocations have 128 KB, and Function Compute tries them again after errors.
    'x-fc-invocation-type': asynchronous ? 'Async' : 'Sync',
  },
});
console.log(response.status, await response.text());
process.exitCode = response.ok ? 0 : 1;
