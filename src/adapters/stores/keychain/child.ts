// The process that speaks to the keychain. A Secret Service that never answers blocks whoever asks, without any way to stop it from inside;
// so the one who asks is this process, which index.ts ends after its time.
import { answerKeychainRequest } from './answer.ts';

await answerKeychainRequest(() => import('@napi-rs/keyring'));
