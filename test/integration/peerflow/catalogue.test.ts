import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../sandbox/start.ts';
import { ab, call, calls, withSandbox } from './with-sandbox.ts';

/** Every code that CreateVpcPeerConnection documents and that will not pass, with its HTTP answer. */
const PERMANENT: Readonly<Record<string, number>> = {
  'OperationFailed.CdtNotOpened': 409,
  'OperationFailed.CrossBorderCdtNotOpened': 409,
  'OperationFailed.AcceptUserCdtNotOpened': 409,
  'OperationFailed.AcceptUserCrossBorderCdtNotOpened': 409,
  'ResourceAlreadyExist.RouterInterface': 409,
  'OperationDenied.CloudBoxExistsInVpc': 400,
  'OperationDenied.CloudBoxExistsInAcceptingVpc': 400,
  'QuotaExceeded.VpcPeerCountPerVpc': 409,
  'QuotaExceeded.CrossRegionVpcPeerCountPerVpc': 409,
  'QuotaExceeded.IntraRegionVpcPeerCountPerVpc': 409,
  'QuotaExceeded.VpcPeerCountPerUserPerRegion': 409,
  UnsupportedRegion: 400,
  'IncorrectBusinessStatus.VpcPeer': 409,
  'IncorrectBusinessStatus.AcceptUserVpcPeer': 409,
  'IncorrectBusinessStatus.AcceptVpcPeer': 409,
  'OperationFailed.NotExist.ResourceGroup': 400,
  'OperationFailed.ViolativeVpcPeer': 400,
  'OperationDenied.OperateShareResource': 403,
  'OperationFailed.InterRegionLinkTypeNotSupported': 400,
  'OperationFailed.RegionIdNotSupportLinkType': 400,
  'OperationFailed.SpecificLinkTypeNotSupported': 400,
  'OperationFailed.CrossBusinessNotAllowed': 400,
  'OperationFailed.ChargeTypeNotSupported': 409,
  'Forbidden.RAM': 403,
  'SomethingNobodyDocumented.Yet': 400,
};

/** From now on every create fails with this code; `tries` tells how many did. */
const failWith = ({ faults }: Sandbox, code: string) => {
  faults.clear();
  const answer = { status: 400, code, message: `why ${code}`, requestId: `REQ-${code}` };
  faults.add({ match: { action: 'CreateVpcPeerConnection' }, kind: 'error', ...answer });
  return { tries: () => faults.list()[0]?.struck };
};

describe('every documented error of a create', () => {
  it('is a problem document over HTTP, and no event', async () => {
    const sandbox = await withSandbox();
    for (const [code, status] of Object.entries(PERMANENT)) {
      const { tries } = failWith(sandbox, code);
      const english = await call(sandbox, 'POST', '/peerings', ab);
      const triesOfOne = tries();
      const chinese = await call(sandbox, 'POST', '/peerings', ab, { 'accept-language': 'zh-CN' });

      expect([code, english.status, english.body.code, english.body.retryable]).toEqual([
        code,
        status,
        code,
        false,
      ]);
      expect(english.body).toMatchObject({ detail: `why ${code}`, apiRequestId: `REQ-${code}` });
      expect(String(english.body.remedy).length).toBeGreaterThan(20);
      expect(String(chinese.body.remedy)).toMatch(/\p{Script=Han}/u);
      expect(triesOfOne).toBeLessThanOrEqual(2);
    }
    expect(sandbox.eventBridge.events()).toHaveLength(0);
  });

  it('is one Failed event from a message, and no retry', async () => {
    const sandbox = await withSandbox();
    for (const code of Object.keys(PERMANENT)) {
      const { tries } = failWith(sandbox, code);
      sandbox.eventBridge.clear();
      const outcome = await sandbox.platform?.invoke(
        'peerflow-request',
        Buffer.from(JSON.stringify({ ...ab, requestId: `m-${code}` })),
      );

      const failures = sandbox.eventBridge.events().map(({ type, data }) => [type, data]);
      expect(outcome).toMatchObject({ ok: true });
      expect(failures).toHaveLength(1);
      expect(failures[0]).toMatchObject([
        'peerflow:Connection:Failed',
        { requestId: `m-${code}`, failure: { code, retryable: false } },
      ]);
      expect(tries()).toBeLessThanOrEqual(2);
    }
    expect(calls(sandbox, 'CreateVpcPeerConnection')).toBe(0);
  });
});
