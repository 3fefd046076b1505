// The official SMQ client comes without types; these cover the calls that the command line makes.
declare module '@alicloud/mns' {
  interface Answer {
    /** HTTP status. */
    readonly code: number;
    readonly body?: unknown;
  }
  export default class Client {
    constructor(
      accountId: string,
      options: {
        readonly accessKeyId: string;
        readonly accessKeySecret: string;
        readonly securityToken?: string;
        readonly region: string;
        /** Base URL. */
        readonly endpoint: string;
      },
    );
    /** `waitSeconds` is 0 to 30. */
    batchReceiveMessage(queue: string, count: number, waitSeconds?: number): Promise<Answer>;
    deleteMessage(queue: string, receiptHandle: string): Promise<Answer>;
  }
}
