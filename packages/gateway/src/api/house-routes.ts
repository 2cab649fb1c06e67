/** What keeps the gateway in order, under `/admin`: settings, signature profiles, backups, its log, its health. */
import type { FastifyInstance } from 'fastify'
import { type BackupRoutesParts, backupRoutes } from './backup-routes.ts'
import { type HostRoutesParts, hostRoutes } from './host-routes.ts'
import { type LogRoutesParts, logRoutes } from './log-routes.ts'
import { type ProfileRoutesParts, profileRoutes } from './profile-routes.ts'
import { type SettingsRoutesParts, settingsRoutes } from './settings-routes.ts'

export interface HouseParts
  extends BackupRoutesParts,
    HostRoutesParts,
    LogRoutesParts,
    ProfileRoutesParts,
    SettingsRoutesParts {}

export function houseRoutes(instance: FastifyInstance, parts: HouseParts): void {
  settingsRoutes(instance, parts)
  profileRoutes(instance, parts)
  backupRoutes(instance, parts)
  logRoutes(instance, parts)
  hostRoutes(instance, parts)
}
