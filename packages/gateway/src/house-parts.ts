/** Builds what the routes of `api/house-routes.ts` need, out of the parts of the gateway. */
import { type CongkyError, type DoctorView, toCongkyError } from '@congky/shared'
import { describeGateway } from './about.ts'
import type { HouseParts } from './api/house-routes.ts'
import { BackupDesk } from './backup/backup-desk.ts'
import { readLastBackup } from './backup/last-backup.ts'
import { loadConfig } from './config/load.ts'
import type { Finding } from './doctor/finding.ts'
import { examine, examineHost } from './doctor/run-doctor.ts'
import type { ServersParts } from './servers.ts'
import { builtInProfiles } from './signature/built-in-profiles.ts'

export function houseParts(parts: ServersParts): HouseParts {
  const { config, configDesk, configFile, keeper, log, logTail, running, status, store, tls } = parts
  const { stateDir } = config()
  const startedAt = new Date(status().startedAt)
  const backups = new BackupDesk({ configFile, stateDir, log })
  running.push(() => backups.stop())
  return {
    ...{ configDesk, configFile, backups, builtInProfiles, log, logTail, history: store.history },
    lastBackupAt: () => readLastBackup(stateDir),
    listening: () => config().listen,
    profilesInForce: () => config().profiles,
    openProfiles: () => Array.from(keeper.openJobs(), ({ request }) => request.profile),
    about: () => {
      const { keyFingerprint } = status().history
      return describeGateway({
        ...{ configFile, startedAt, tls },
        config: config(),
        historyKeyFingerprint: keyFingerprint,
      })
    },
    examine: () => examineThis(parts),
  }
}

/** As `congky doctor` does beside a running gateway: it is asked for its tokens, and no driver is loaded once more. */
async function examineThis({ config, configFile, secrets, status }: ServersParts): Promise<DoctorView> {
  const examinedAt = new Date().toISOString()
  try {
    const loaded = loadConfig(configFile)
    // The folder that this gateway works in, even when the file names another one by now.
    const here = { ...loaded, config: { ...loaded.config, stateDir: config().stateDir } }
    const findings = await examine({
      ...{ configFile, loaded: here, secrets, daemon: status(), env: process.env, onProgress: () => {} },
    })
    return { examinedAt, findings }
  } catch (error) {
    return { examinedAt, findings: [...examineHost(process.env), toFinding(toCongkyError(error))] }
  }
}

function toFinding(error: CongkyError): Finding {
  const [en, vi] = [error.text('en'), error.text('vi')]
  return {
    ...{ check: 'config', verdict: 'fail', why: null },
    what: { en: en.message, vi: vi.message },
    next: { en: en.next, vi: vi.next },
  }
}
