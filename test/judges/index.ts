/**
 * Judges of signed XML that share no code with the gateway: xmlsec1 (C), the JDK's XML-DSig (Java) and
 * xml-crypto (JavaScript); openssl for raw signatures. For stories and the demo.
 */
export { type JudgeWithJavaOptions, judgeAllWithJava, judgeWithJava } from './java.ts'
export { type JudgeCmsOptions, judgeCmsWithOpenssl, judgeTimestampWithOpenssl } from './openssl.ts'
export { judgeWithOpensslDgst } from './openssl-dgst.ts'
export type { Verdict } from './verdict.ts'
export { judgeWithXmlCrypto } from './xml-crypto.ts'
export { type IdAttribute, type JudgeWithXmlsec1Options, judgeWithXmlsec1 } from './xmlsec1.ts'
