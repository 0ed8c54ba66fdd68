/** What a running listener leaves on this machine, so that others find it and so that its webhook can be removed if it dies. */
export interface ListenerRecord {
  readonly id: string;
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly profile: string;
  readonly baseUrl: string;
  readonly keyFingerprint: string;
  /** The loopback address of the receiver, path included. */
  readonly receiver: string;
  /** The registered public address. */
  readonly address: string;
  /** Absent: written down before the registration, whose answer has not come. */
  readonly webhookId?: string;
  /** The secret with which deliveries are verified. */
  readonly secret: string;
}
