/** What the memory keeps of owners and of the ways on which they are reached. */
import type { Hearing } from '../../domain/notices/ladder.ts'
import type { Channel, Language, Notifications } from '../../domain/notices/wishes.ts'
import type { Question } from '../../domain/sharing/question.ts'

export type Owner = {
  id: string
  email: string
  /** The short name of an owner who moved in from an OVMS server, in lower case. */
  account: string | null
  passwordHash: string
  name: string | null
  /** null: as his device or browser says. */
  language: Language | null
  notifications: Notifications
  /** When he has shown that mails to his address reach him; null: not yet, and nothing is asked there. */
  confirmedAt: number | null
  createdAt: number
}

export type Login = { tokenHash: string; owner: string; createdAt: number; expiresAt: number }

export type Owners = {
  get: (id: string) => Promise<Owner | null>
  /** The same, held against other writers until the transaction ends. */
  lock: (id: string) => Promise<Owner | null>
  byEmail: (email: string) => Promise<Owner | null>
  byAccount: (account: string) => Promise<Owner | null>
  /** A new password, or the old one hashed anew. */
  setPassword: (id: string, passwordHash: string) => Promise<void>
  /** Name, language and wishes. */
  set: (owner: Owner) => Promise<void>
  /** Mails to this address reach him, if it is still his. */
  confirm: (id: string, email: string, at: number) => Promise<void>
  /** Takes leave to mail him now; false where the last mail left after a time. */
  mayMail: (id: string, now: number, lastBefore: number) => Promise<boolean>
  all: (page: { after: string | null; limit: number }) => Promise<Owner[]>
  /** False where the e-mail address or the account is taken. */
  add: (owner: Owner) => Promise<boolean>
  remove: (id: string) => Promise<void>
  login: (tokenHash: string) => Promise<Login | null>
  logins: (owner: string) => Promise<Login[]>
  addLogin: (login: Login) => Promise<void>
  removeLogin: (tokenHash: string) => Promise<void>
  /** All of an owner's but one. */
  removeOtherLogins: (owner: string, tokenHash: string) => Promise<void>
  removeLogins: (owner: string) => Promise<void>
  removeLoginsBefore: (expiresAt: number) => Promise<number>
  /** Seals by the current key what an older one has sealed; returns the owners it has looked at. */
  reseal: (page: { after: string | null; limit: number }) => Promise<string[]>
}

/** A device that gets web pushes. */
export type Subscription = {
  id: string
  owner: string
  endpoint: string
  p256dh: string
  auth: string
  /** What its owner knows it by. */
  label: string | null
  language: Language | null
  createdAt: number
  /** When it last said that it showed a push. */
  lastShownAt: number | null
} & Hearing

export type Subscriptions = {
  /** Adds it, or takes over the row of the same endpoint; returns the one that is kept. */
  add: (subscription: Subscription) => Promise<Subscription>
  get: (id: string) => Promise<Subscription | null>
  /** Oldest first. */
  of: (owner: string) => Promise<Subscription[]>
  /** A push was accepted for it; its word is still to come. */
  pushed: (id: string, at: number) => Promise<void>
  /** It has shown one. */
  shown: (id: string, at: number) => Promise<void>
  /**
   * Takes devices that have said nothing to so many pushes since a time and whose owner is to be
   * told now, from others who tell; `until` is when it is tried again.
   */
  takeDeaf: (
    deaf: { pushes: number; since: number },
    now: number,
    until: number,
    limit: number,
  ) => Promise<Subscription[]>
  /** When the owner is to be told of its silence. */
  tellAt: (id: string, at: number) => Promise<void>
  /** What is to be told to an owner at `dueAt` is told now. */
  wake: (owner: string, dueAt: number, now: number) => Promise<void>
  remove: (id: string) => Promise<void>
}

/** A message still to be made: to one device by web push, or one by another channel. */
export type Notice = {
  question: string
  channel: Channel
  /** null where the channel is not web push. */
  subscription: string | null
  dueAt: number
  tries: number
}

/** `address`: proves that an address is its owner's. `password`: leads to a new one. */
export type ProofKind = 'address' | 'password'
export type DueProof = { owner: string; kind: ProofKind; tries: number }

/** Mails that were asked for, one of a kind for each owner. */
export type Proofs = {
  /** Lets one leave now, but no earlier than `eachMs` after the last of its kind. */
  add: (owner: string, kind: ProofKind, now: number, eachMs: number) => Promise<void>
  isDue: (now: number) => Promise<boolean>
  /** Takes those that are due from others who send; `until` is when each is tried again. */
  take: (now: number, until: number, limit: number) => Promise<DueProof[]>
  retry: (proof: DueProof, dueAt: number) => Promise<void>
  /** It has left, or is of no use any more. */
  sent: (proof: DueProof, at: number) => Promise<void>
}

/** How far a question has climbed the ladder of channels: the last one tried (null: none yet). */
export type Climb = { question: string; channel: Channel | null; dueAt: number }

export type Notices = {
  /** Lets a question climb from the first channel on, now; what was still to be made is dropped. */
  add: (question: Question, now: number) => Promise<void>
  /** Whether anything is due. */
  isDue: (now: number) => Promise<boolean>
  /** Climbs that are due, held against other writers. */
  climbs: (now: number, limit: number) => Promise<Climb[]>
  /** Keeps a climb; where `messages` are given they take the place of those still to be made. */
  climb: (climb: Climb, messages?: Omit<Notice, 'question' | 'tries'>[]) => Promise<void>
  /** Nothing climbs higher; what is still to be made goes on. */
  rest: (question: string) => Promise<void>
  /** Lets the next channel be tried no later than now. */
  hurry: (question: string, now: number) => Promise<void>
  /** Of an owner's questions, lets all that would go on at `dueAt` go on now. */
  wake: (owner: string, dueAt: number, now: number) => Promise<void>
  /** Nothing more is told of a question; where a device has shown it, its other devices go on. */
  end: (question: string, how?: 'shown') => Promise<void>
  /** Takes messages that are due from others who send; `until` is when each is tried again. */
  take: (now: number, until: number, limit: number) => Promise<Notice[]>
  set: (notice: Notice) => Promise<void>
  remove: (notice: Notice) => Promise<void>
}
