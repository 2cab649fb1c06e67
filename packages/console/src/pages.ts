/** Every page: its address, its place in the menu, who may see it, and where its script is. */
import type { Right } from '@congky/shared'
import type { ComponentType } from 'preact'
import { mineCount } from './approvals.ts'
import type { IconName } from './design/icon.tsx'
import { status } from './live.ts'
import { say } from './text.ts'

export interface PageEntry {
  /** First part of the address; the page reads what follows from the route. */
  readonly path: string
  readonly title: () => string
  readonly icon: IconName
  readonly right: Right
  readonly isInMenu: boolean
  /** Whether this gateway has it; without this, every one does. */
  readonly isUsed?: () => boolean
  /** How much waits there for whoever looks. */
  readonly count?: () => number
  readonly load: () => Promise<ComponentType>
}

export const pages: readonly PageEntry[] = [
  {
    path: '/',
    title: () => say('Cổng ký', 'Gateway'),
    icon: 'home',
    right: 'see-status',
    isInMenu: true,
    load: async () => (await import('./pages/home/home-page.tsx')).HomePage,
  },
  {
    path: '/approvals',
    title: () => say('Duyệt trình ký', 'Approvals'),
    icon: 'approve',
    right: 'approve',
    isInMenu: true,
    count: () => mineCount.value,
    load: async () => (await import('./pages/approvals/approvals-page.tsx')).ApprovalsPage,
  },
  {
    path: '/tokens',
    title: () => say('Chữ ký số', 'Certificates'),
    icon: 'token',
    right: 'see-status',
    isInMenu: true,
    load: async () => (await import('./pages/tokens/tokens-page.tsx')).TokensPage,
  },
  {
    path: '/history',
    title: () => say('Lịch sử ký', 'History'),
    icon: 'history',
    right: 'see-history',
    isInMenu: true,
    load: async () => (await import('./pages/history/history-page.tsx')).HistoryPage,
  },
  {
    path: '/customs',
    title: () => say('Hải quan', 'Customs'),
    icon: 'exchange',
    right: 'see-history',
    isInMenu: true,
    isUsed: () => status.value?.exchange != null,
    load: async () => (await import('./pages/customs/customs-page.tsx')).CustomsPage,
  },
  {
    path: '/sources',
    title: () => say('Cơ sở dữ liệu', 'Databases'),
    icon: 'database',
    right: 'see-config',
    isInMenu: true,
    load: async () => (await import('./pages/sources/sources-page.tsx')).SourcesPage,
  },
  {
    path: '/enterprises',
    title: () => say('Doanh nghiệp', 'Enterprises'),
    icon: 'building',
    right: 'see-config',
    isInMenu: true,
    load: async () => (await import('./pages/enterprises/enterprises-page.tsx')).EnterprisesPage,
  },
  {
    path: '/workstations',
    title: () => say('Máy trạm', 'Workstations'),
    icon: 'monitor',
    right: 'see-access',
    isInMenu: true,
    load: async () => (await import('./pages/workstations/workstations-page.tsx')).WorkstationsPage,
  },
  {
    path: '/settings',
    title: () => say('Cài đặt', 'Settings'),
    icon: 'settings',
    right: 'see-config',
    isInMenu: true,
    load: async () => (await import('./pages/settings/settings-page.tsx')).SettingsPage,
  },
  {
    path: '/account',
    title: () => say('Tài khoản của bạn', 'Your account'),
    icon: 'user',
    right: 'see-status',
    isInMenu: false,
    load: async () => (await import('./pages/account/account-page.tsx')).AccountPage,
  },
]
