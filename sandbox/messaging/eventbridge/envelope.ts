/** Where and when an event came to a bus. */
export interface Arrival {
  readonly accountId: string;
  readonly regionId: string;
  readonly bus: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** EventBridge: the attributes that a bus adds to every event it delivers. */
export const aliyunAttributes = ({ accountId, regionId, bus, at }: Arrival) => ({
  aliyunaccountid: accountId,
  aliyunoriginalaccountid: accountId,
  aliyunpublishtime: new Date(at).toISOString(),
  aliyuneventbusname: bus,
  aliyunregionid: regionId,
  aliyunpublishaddr: '127.0.0.1',
});
