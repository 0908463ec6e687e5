/** Certificates of chargers: the authority that signs them, and what the memory keeps of them. */
import type { CertificateRequest } from '../../../domain/chargers/entry/certificate.ts'
import type { Page } from '../../page.ts'

/** What is signed, beside the key: `number` is its serial number, 32 hex digits. */
export type Terms = {
  number: string
  name: string
  organisation: string | null
  from: number
  until: number
}

/** A request for a certificate that was read and not yet believed. */
export type Asking = CertificateRequest & {
  /** Whether it was signed by the key that it is for (RFC 2986, 3). */
  isProven: () => Promise<boolean>
  /** The certificate and its authority's own, PEM. */
  sign: (terms: Terms) => Promise<string>
}

/** The authority that signs certificates of chargers. */
export type Authority = {
  /** Its own certificate is valid so long. */
  until: number
  /** Loads what signing needs, so that the first who asks does not wait for it. */
  ready: () => Promise<void>
  newNumber: () => string
  /** null: no PKCS#10 request in PEM. */
  read: (csr: string) => Promise<Asking | null>
}

/** A certificate that was signed here; see the table. */
export type Certificate = {
  number: string
  charger: string | null
  name: string
  signedAt: number
  validFrom: number
  validUntil: number
  said: string | null
  usedAt: number | null
  warnedAt: number | null
  askedAt: number | null
  revokedAt: number | null
}

/** What is looked for at a time; `reach`: when a certificate that is signed now would end; null: none is. */
export type Due = { now: number; reach: number | null }

export type Certificates = {
  get: (number: string) => Promise<Certificate | null>
  add: (certificate: Certificate & { charger: string }) => Promise<void>
  /** All that may change: what was said of it, and when what happened. */
  set: (certificate: Certificate) => Promise<void>
  /** A charger's, the newest first; `after`: a number. */
  of: (charger: string, page: Page) => Promise<Certificate[]>
  /** All of a charger's that are good at that time are good no more. */
  revokeAll: (charger: string, at: number) => Promise<void>
  /** Which of these numbers open no door any more: revoked, or of a charger that was removed. */
  revoked: (numbers: string[]) => Promise<string[]>
  /** How many were signed for a charger since a time. */
  countSince: (charger: string, at: number) => Promise<number>
  /**
   * The last of each charger that has taken or used one, where its time to be renewed has come and its
   * operator was not warned yet; also those that end before a new one would, whose chargers are
   * connected and were not asked to renew it lately.
   */
  ending: (due: Due, limit: number) => Promise<Certificate[]>
  /** Its charger is removed: they are nobody's any more, and open no door. */
  orphan: (charger: string) => Promise<void>
  removeBefore: (validUntil: number) => Promise<number>
}
