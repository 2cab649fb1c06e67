/** What administration can do with the parts of the gateway, for the routes on the local socket and the network. */
import { encodePairingCode } from '@congky/shared'
import type { AdminParts } from './api/admin-routes.ts'
import type { ApproverProofs } from './api/approver-proof.ts'
import type { LiveHub } from './api/live-hub.ts'
import type { OpenConnections } from './api/open-connections.ts'
import type { OwnHosts } from './api/own-hosts.ts'
import { toSeenStatus } from './api/status.ts'
import { houseParts } from './house-parts.ts'
import { ApproverTokens } from './pipeline/approver-tokens.ts'
import { TestSigner } from './pipeline/test-signature.ts'
import { TokenLocks } from './pipeline/token-locks.ts'
import type { RecordsDesk } from './records/records-desk.ts'
import type { ServersParts } from './servers.ts'
import { sourceParts } from './source-parts.ts'
import type { PasswordHasher } from './store/password-hasher.ts'
import { ModuleScan } from './token/pkcs11/module-scan.ts'

/** What is made for the servers alone. */
export interface ServerTools {
  readonly hosts: OwnHosts
  readonly hasher: PasswordHasher
  readonly live: LiveHub
  readonly records: RecordsDesk
  readonly connections: OpenConnections
  readonly proofs: ApproverProofs
}

export function adminParts(
  parts: ServersParts,
  { hosts, hasher, live, records, connections, proofs }: ServerTools,
): AdminParts {
  const { store, tokens, engine, signing, keeper, guard, tls, url, log, config, configDesk, secrets, setupCode } = parts
  const { jobs, workstations, history, accounts, sessions, approvals, delegations } = store
  const toldAtOnce =
    <Args extends unknown[]>(action: (...args: Args) => Promise<void>) =>
    async (...args: Args) => {
      await action(...args)
      live.touch()
    }
  return {
    ...houseParts(parts),
    ...sourceParts(parts),
    ...{ tokens, engine, jobs, workstations, history, accounts, sessions, hasher, log, config, configDesk, secrets },
    ...{ records, connections, url, setupCode, desk: parts.desk },
    ...{ approvalDesk: parts.approvals, approvals, delegations, proofs },
    documentBytesMax: config().limits.documentBytesMax,
    approverTokens: new ApproverTokens({
      ...{ tokens, keeper, log, locks: new TokenLocks(tokens, history) },
      approvalDesk: parts.approvals,
    }),
    testSigner: new TestSigner({ tokens, engine, history, refusal: () => guard.refusal }),
    moduleScan: new ModuleScan({
      inUse: () => ({
        paths: config().modules.map(({ path }) => path),
        tokenNames: tokens.list().map(({ name }) => name),
      }),
      log,
    }),
    status: () => toSeenStatus(parts.status()),
    pause: toldAtOnce(parts.pause),
    resume: toldAtOnce(parts.resume),
    confirmRestore: toldAtOnce(parts.confirmRestore),
    tally: jobs.tally,
    openJobs: () => keeper.openJobs(),
    queuePosition: (job) => signing.queuePosition(job),
    ...{ notifications: parts.notifier, outgoing: parts.outgoing, exchange: parts.exchange },
    refusal: () => guard.refusal,
    retry: (id, by) => parts.desk.retry(id, by),
    isOwnHost: (host) => hosts.isOwn(host),
    pairingCode: (secret, wanted) => encodePairingCode({ url: wanted ?? url(), fingerprint: tls?.fingerprint, secret }),
  }
}
