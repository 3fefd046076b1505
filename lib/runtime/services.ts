/** Services whose base URL can be set one by one (`PEERFLOW_ENDPOINT_{service}`). */
export const SERVICES = ['VPCPEER', 'VPC', 'STS', 'EVENTBRIDGE', 'MNS', 'FC', 'FC2'] as const;
export type Service = (typeof SERVICES)[number];

/** Base URLs that replace the services' own. */
export type Endpoints = Readonly<Partial<Record<Service, string>>>;
