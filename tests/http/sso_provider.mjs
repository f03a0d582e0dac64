// A real OpenID provider on this machine: the certified npm package oidc-provider. Everybody signs in without password.
// usage: node sso_provider.mjs ISSUER REDIRECT_URI ALG. Prints "ready" when it listens.
import { generateKeyPairSync } from "node:crypto";
import Provider from "oidc-provider";

const [issuer, redirect, alg] = process.argv.slice(2);
const key = (alg === "ES256" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("rsa", { modulusLength: 2048 })).privateKey;

const provider = new Provider(issuer, {
	clients: [{
		client_id: "selaras", client_secret: "rahasia & panjang", redirect_uris: [redirect],
		grant_types: ["authorization_code"], response_types: ["code"], id_token_signed_response_alg: alg,
	}],
	jwks: { keys: [{ ...key.export({ format: "jwk" }), kid: "satu", use: "sig", alg }] },
	claims: { openid: ["sub"], email: ["email", "email_verified"] },
	cookies: { keys: ["a key of the test"] },
	findAccount: async (_, id) => ({
		accountId: id,
		claims: async () => ({ sub: id, email: `${id}@contoh.example`, email_verified: true }),
	}),
});
provider.listen(Number(new URL(issuer).port), "127.0.0.1", () => console.log("ready"));
