import type { Noted } from './noted.js';

/** Every error code that LazOP's documents name, by their classes; a code with two names stands under both. */
export const noted: readonly Noted[] = [
  { kind: 'throttling', verdicts: ['wait'], owners: ['marketplace'], codes: ['ApiCallLimit', '901', '4154', 'SYS_REQUEST_TOO_FAST', 'TRAFFIC_CONTROL', '998'] },
  { kind: 'transient', verdicts: ['retry'], owners: ['marketplace'], codes: ['6', '513', '1000', '4135', 'THD_IC_ERR', '4159', 'IC_EXCEPTION', 'ServiceTimeout', 'SYS_ERROR', '40011', 'RPC_ERROR', '700024', 'GET_LOCK_FAILED', '4147'] },
  { kind: 'token', verdicts: ['reauthorise'], owners: ['connection'], codes: ['IllegalAccessToken', 'InvalidCode', 'IllegalRefreshToken', 'AUTH_TYPE_UNSUPPORTED'] },
  { kind: 'signature', verdicts: ['alarm'], owners: ['marketplace'], codes: ['IncompleteSignature', 'MissingParameter'] },
  { kind: 'form of the call', verdicts: ['alarm'], owners: ['marketplace'], codes: ['1', '5', '30', '1001', ['500', 'E030 is what it says']] },
  { kind: 'data', verdicts: ['reject'], owners: ['data', 'marketplace', 'us'], codes: ['201', '204', '4105', '4126', '4141', '4110', '4167', '4118', '4138', '4139', '4142', '4148', '4157', '4164', '4165', '4169', '4171', '300', '301', '302', '303', '304', '701'] },
  { kind: 'missing there', verdicts: ['gone'], owners: ['data'], codes: ['207', '208'] },
  { kind: 'policy', verdicts: ['reject'], owners: ['data'], codes: ['512', '4123', '4124', '4130', '4156', '4131'] },
  { kind: 'waits', verdicts: ['park', 'wait'], owners: ['marketplace'], codes: ['4151', '4155', '4162', '4170', 'SellerNotActive', 'SellerNotVerified'] },
  { kind: 'umbrella without its inside', verdicts: ['reject'], owners: ['data'], codes: ['500', '501'] },
];
