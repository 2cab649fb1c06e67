/** What the page of settings shows and edits, from `/admin/settings`. Sources and enterprises have pages of their own. */
import type { Bilingual } from '../error-catalogue.ts'
import type { ProfileOptions } from '../profile-options.ts'
import type { ConfigContentView, ConfigProblemView } from './config-view.ts'

/** The keys of the configuration that `PATCH /admin/settings` takes; null puts a key back to its default. */
export interface Settings
  extends Pick<
    ConfigContentView,
    'autoStart' | 'defaultProfile' | 'taxCodePolicy' | 'limits' | 'retention' | 'listen'
  > {
  /** Without the way from outside, which is opened on the gateway host only. */
  readonly console: Omit<ConfigContentView['console'], 'publicUrl' | 'proxies' | 'overProxy'>
}

export interface SettingsView {
  /** Goes along as `If-Match` with a change. */
  readonly revision: string
  /** As the file says; what waits for a restart is in it already. */
  readonly settings: Settings
  /** How people meet the keys: in which order, and with which words. */
  readonly groups: readonly SettingsGroup[]
  /** What holds where the file says nothing. */
  readonly defaults: Settings
  /** Keys that take effect with a restart only, such as `listen` or `limits.laneQueueMax`. */
  readonly restartKeys: readonly string[]
  /** Those of them that were changed, and wait for it. */
  readonly needsRestart: readonly string[]
  /** What is wrong with the file as it is now; nothing can be edited before someone corrects it by hand. */
  readonly problems: readonly ConfigProblemView[]
  /** What is allowed and still worth a look, by key. */
  readonly warnings: readonly ConfigProblemView[]
  /** Only looked at here; changed on the gateway host. */
  readonly tls: ConfigContentView['tls']
  /** Where the file is, for whoever edits it by hand. */
  readonly file: string
}

/** Some settings that belong together, on one of the pages. */
export interface SettingsGroup {
  readonly part: 'signing' | 'limits' | 'connection'
  readonly title: Bilingual
  readonly lead: Bilingual | null
  readonly fields: readonly SettingField[]
}

export interface SettingField {
  /** Such as `limits.attemptsMax`. */
  readonly key: string
  /** `list`: one text on each line. */
  readonly kind: 'flag' | 'text' | 'list' | 'number' | 'choice'
  readonly label: Bilingual
  /** What it means. */
  readonly hint: Bilingual
  /** What a number counts. */
  readonly unit?: Bilingual
  /** How many of the file's units one of the field's is. */
  readonly scale?: number
  readonly choices?: readonly { readonly value: string; readonly label: Bilingual }[]
  readonly ask?: SettingQuestion
}

/** What a person is asked before a dangerous change is sent. `{value}` in a text stands for the new value. */
export interface SettingQuestion {
  /** `equals`: when it is set to `value`; `drops-host`: when the name goes that this browser uses. */
  readonly when: 'changed' | 'lower' | 'drops-host' | { readonly equals: string | boolean }
  readonly title: Bilingual
  readonly body: Bilingual
  readonly action: Bilingual
}

/** A signature profile: what is signed, where the signature goes, and in which shape. */
export interface ProfileView {
  readonly name: string
  /** Comes with the gateway and cannot be changed. */
  readonly builtIn: boolean
  /** Whether requests that name no profile get it. */
  readonly isDefault: boolean
  /** Names of the databases whose rows get it. */
  readonly usedBy: readonly string[]
  /** Requests in hand that wait with it. */
  readonly openRequests: number
  /** Whether the running gateway knows it as it stands in the file; else it waits for a restart. */
  readonly inForce: boolean
  readonly options: ProfileOptions
}

export interface ProfilesView {
  readonly revision: string
  readonly profiles: readonly ProfileView[]
}
