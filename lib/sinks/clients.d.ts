// The official SMQ and FC 2.0 clients come without types; these cover the calls made here.

declare module '@alicloud/mns/lib/client.js' {
  interface Answer {
    /** HTTP status. */
    readonly code: number;
    /** Absent where the answer is not XML. */
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
        /** Milliseconds. */
        readonly connectTimeout: number;
        /** Milliseconds. */
        readonly readTimeout: number;
      },
    );
    sendMessage(queue: string, message: { readonly MessageBody: string }): Promise<Answer>;
    publishMessage(topic: string, message: { readonly MessageBody: string }): Promise<Answer>;
    batchReceiveMessage(queue: string, count: number): Promise<Answer>;
    deleteMessage(queue: string, receiptHandle: string): Promise<Answer>;
    getQueueAttributes(queue: string): Promise<Answer>;
  }
}

declare module '@alicloud/fc2/lib/client.js' {
  export default class Client {
    constructor(
      accountId: string,
      config: {
        readonly accessKeyID: string;
        readonly accessKeySecret: string;
        readonly securityToken: string | undefined;
        readonly region: string;
        /** Base URL. */
        readonly endpoint: string;
        /** Milliseconds. */
        readonly timeout: number;
        readonly headers: Readonly<Record<string, string>>;
      },
    );
    invokeFunction(
      service: string,
      name: string,
      body: string,
      headers: Readonly<Record<string, string>>,
      qualifier: string | undefined,
    ): Promise<{ readonly headers: Readonly<Record<string, unknown>>; readonly data: unknown }>;
  }
}
