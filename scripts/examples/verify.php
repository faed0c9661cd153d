<?php

const TOLERANCE_S = 300;

/** Whether a notification is the platform's; body as it came, header names in lower case. */
function verified(string $secret, string $body, array $headers, ?int $now = null): bool
{
    $sent = $headers['webhook-timestamp'] ?? '';
    if (!preg_match('/\A[0-9]{1,12}\z/', $sent) || abs(($now ?? time()) - (int) $sent) > TOLERANCE_S) {
        return false;
    }
    $key = base64_decode(preg_replace('/\Awhsec_/', '', $secret), true);
    $signed = ($headers['webhook-id'] ?? '') . '.' . $sent . '.' . $body;
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', $signed, $key, true));
    foreach (explode(' ', $headers['webhook-signature'] ?? '') as $signature) {
        if (hash_equals($expected, $signature)) {
            return true;
        }
    }
    return false;
}
