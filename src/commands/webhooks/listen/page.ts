import type { Context } from '../../../cli/command/command.ts';
import type { Inspector } from '../../../webhooks/inspect/inspector.ts';
import type { Plan } from '../../../webhooks/listen/plan.ts';
import type { Controls } from '../../../webhooks/listen/session.ts';
import type { DeliveryLog } from '../../../webhooks/log/log.ts';
import type { SessionEvent } from '../../../webhooks/session-event.ts';

/** The inspector page of a session, which is opened at the start (--inspect) or when it is asked for (the key o). */
export interface Page {
  /** Opens the page; the second time, it returns the same. Fails with the system's error. */
  open(): Promise<Inspector>;
  /** Handles session events, whether or not the page is open. */
  show(event: SessionEvent): void;
  /** Receives deliveries in addition to the log on disk. */
  readonly log: DeliveryLog;
  close(): Promise<void>;
}

export const createPage = (context: Context, newToken: boolean, plan: Plan, controls: () => Controls | undefined): Page => {
  let opening: Promise<Inspector> | undefined;
  let inspector: Inspector | undefined;
  /** What a page that is opened later must know: the ready event, and the last one about the link. */
  let ready: SessionEvent | undefined;
  let link: SessionEvent | undefined;

  const open = async (): Promise<Inspector> => {
    const opened = await openInspector(context, newToken, plan, controls);
    for (const event of [ready, link]) if (event !== undefined) opened.show(event);
    inspector = opened;
    return opened;
  };
  return {
    open: () => {
      opening ??= open();
      return opening;
    },
    show: (event) => {
      if (event.type === 'ready') ready = event;
      if (event.type === 'reconnecting' || event.type === 'reconnected') link = event;
      inspector?.show(event);
    },
    log: {
      received: (delivery) => inspector?.log.received(delivery),
      attempted: (id, attempt, replay) => inspector?.log.attempted(id, attempt, replay),
      answered: (id, status) => inspector?.log.answered(id, status),
      close: async () => inspector?.log.close(),
    },
    close: async () => {
      await opening?.catch(() => undefined);
      await inspector?.close();
    },
  };
};

/** Opens the inspector page. Its token is kept per profile, so that a bookmark keeps working. */
const openInspector = async (context: Context, newToken: boolean, plan: Plan, controls: () => Controls | undefined): Promise<Inspector> => {
  const { world, settings, print } = context;
  const [{ openInspector: open }, { pageToken }, { router }] = await Promise.all([
    import('../../../webhooks/inspect/inspector.ts'),
    import('../../../webhooks/inspect/token.ts'),
    import('../../../webhooks/router.ts'),
  ]);
  const token = await pageToken(settings, world, newToken);
  if (token.unkept !== undefined) print.warn(`The inspector's URL is for this run only: ${token.unkept}.`);
  const targets = router(plan.routes, plan.targets);
  return open({
    world,
    places: settings.places,
    profile: settings.profile.value,
    token: token.value,
    logged: plan.log,
    forwarding: plan,
    connection: settings.connection,
    actions: () => {
      const listener = controls();
      return listener && { ...listener, targets };
    },
  });
};
