/**
 * Where the PKCS#11 libraries of Vietnam's certificate authorities are found. The names were seen in public
 * code and vendors' installers; nobody publishes a list. On Windows every name is looked for in the system
 * folder and in the folders that installers use; elsewhere whole paths are known.
 */
import { readdirSync } from 'node:fs'
import { win32 } from 'node:path'

/** File names on Windows, by whose tokens they are for. */
const windowsNames: Readonly<Record<string, readonly string[]>> = {
  'VNPT-CA': [
    'vnpt-ca_csp11.dll',
    'VNPT-CA_v34.dll',
    ...numbered('vnptca_p11_v', 6, 10),
    'vnpt-ca_cl_v1.dll',
    'vnptcamobile.dll',
    'vdctdcsp11.dll',
    'wdpkcs.dll',
  ],
  'Viettel-CA': ['viettel-ca.dll', ...numbered('viettel-ca_v', 1, 6)],
  BkavCA: ['BkavCA.dll', 'BkavCAv2S.dll', 'bkavcaetoken.dll', 'bkavcaetoken_p11.dll', 'BkavCA_P11.dll'],
  'FPT-CA': ['fpt-ca.dll', 'fpt_ca.dll', 'fpt-ca-stx.dll', 'fptca_v3.dll', 'fptca_v4.dll'],
  'CA2 (Nacencomm)': [
    'CA2_csp11.dll',
    'CA2_v34.dll',
    'ca2_ace_csp11.dll',
    'CA2CSP11_v2.dll',
    'nca_v4.dll',
    'nca_v6.dll',
    'nca_eps2k2a.dll',
    'nca_eps2k3a.dll',
  ],
  'Vina-CA (SmartSign)': ['Vina-CA.dll', ...numbered('Vina-CAv', 3, 5)],
  SafeCA: ['safe-ca.dll', 'safe-ca_v2.dll'],
  'NewTel-CA': ['NEWTEL-CA.dll'],
  'CK-CA': ['CKCA.dll'],
  ECA: ['eca_csp11.dll', 'eca_csp11_v1.dll'],
  'makers of tokens': [
    'eTPKCS11.dll',
    'eToken.dll',
    'gclib.dll',
    'eps2003csp11.dll',
    'eps2003csp1164.dll',
    'eps2003csp11v2.dll',
    'ShuttleCsp11_3003.dll',
    'ngp11v211.dll',
    'st3csp11.dll',
    'ostc1_csp11.dll',
    'ostt3_csp11.dll',
    'SignatureP11.dll',
    'wdsafe3.dll',
    'psapkcs.dll',
    'asepkcs.dll',
    'aetpkss1.dll',
    'cmp11.dll',
  ],
}

const linuxPaths = [
  '/usr/lib/libeTPkcs11.so',
  '/usr/lib/libIDPrimePKCS11.so',
  '/usr/lib/libcastle.so.1.0.0',
  '/usr/lib/libaetpkss.so',
  '/usr/lib/softhsm/libsofthsm2.so',
  ...['x86_64-linux-gnu', 'aarch64-linux-gnu'].flatMap((platform) => [
    `/usr/lib/${platform}/libykcs11.so`,
    `/usr/lib/${platform}/opensc-pkcs11.so`,
    `/usr/lib/${platform}/softhsm/libsofthsm2.so`,
  ]),
]

const macPaths = [
  '/usr/local/lib/libeTPkcs11.dylib',
  '/usr/local/lib/libIDPrimePKCS11.dylib',
  '/usr/local/lib/libcastle.1.0.0.dylib',
  '/usr/local/lib/libaetpkss.dylib',
  '/usr/local/lib/libykcs11.dylib',
  '/opt/homebrew/lib/libykcs11.dylib',
  '/Library/OpenSC/lib/opensc-pkcs11.so',
  '/usr/local/lib/fptca_v3.dylib',
  '/usr/local/lib/fptca_v4.dylib',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
]

/**
 * Paths where a PKCS#11 library may be on such a machine, each once. Most hold no file.
 *
 * @param environment Where Windows tells its folders: SystemRoot, ProgramFiles, ProgramFiles(x86).
 * @param foldersIn Lists the folders in a folder; the vendors' under Program Files have names of their own.
 */
export function candidateModules(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  foldersIn: (folder: string) => readonly string[] = readFolders,
): readonly string[] {
  if (platform !== 'win32') return platform === 'darwin' ? macPaths : linuxPaths
  const systemRoot = environment.SystemRoot ?? 'C:\\Windows'
  const programs = [environment.ProgramFiles, environment['ProgramFiles(x86)']].filter((folder) => folder !== undefined)
  const folders = [
    win32.join(systemRoot, 'System32'),
    win32.join(systemRoot, 'SysWOW64'),
    ...programs.flatMap((program) => foldersIn(program).map((vendor) => win32.join(program, vendor))),
  ]
  const names = Object.values(windowsNames).flat()
  return [...new Set(folders.flatMap((folder) => names.map((name) => win32.join(folder, name))))]
}

function readFolders(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  } catch {
    return [] // no such folder on this machine
  }
}

function numbered(stem: string, first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => `${stem}${first + index}.dll`)
}
