// An OpenID provider that lies as it is told: POST /behave a JSON object, then it answers so until told otherwise.
// usage: node sso_fake.mjs ISSUER. Prints "ready" when it listens. GET /seen gives the last request for a token.
import { createHmac, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:http";

const issuer = process.argv[2];
const make = {
	rsa: () => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey,
	small: () => generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey,
	ec: () => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey,
	p384: () => generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey,
};
const keys = Object.fromEntries(["rsa", "ec", "small", "p384", "stranger", "next"].map((n) => [n, (make[n] || make.rsa)()]));
let published = ["rsa", "ec", "small", "p384"];
let behaviour = {}, seen = {};

const text = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

function token(b) {
	const now = Math.floor(Date.now() / 1000);
	const claims = { iss: issuer, aud: "selaras", sub: "s-1", iat: now, exp: now + 300, ...b.claims };
	for (const name of b.without || []) delete claims[name];
	const head = { alg: b.alg || "RS256", kid: b.kid ?? b.key ?? "rsa", ...b.header };
	if (b.kid === null) delete head.kid;
	const body = `${text(head)}.${text(claims)}`;
	const key = keys[b.key || "rsa"];
	if (b.unsigned) return `${body}.`;
	if (head.alg === "HS256") {
		const secret = createPublicKey(key).export({ type: "spki", format: "pem" });
		return `${body}.${createHmac("sha256", secret).update(body).digest("base64url")}`;
	}
	const signature = sign("sha256", Buffer.from(body), { key, dsaEncoding: "ieee-p1363" });
	if (b.spoil) signature[10] ^= 1;
	return `${body}.${signature.toString("base64url")}`;
}

function answer(path) {
	const b = behaviour;
	if (path === "/.well-known/openid-configuration")
		return { issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks`,
			userinfo_endpoint: `${issuer}/userinfo`, response_types_supported: ["code"], ...b.discovery };
	if (path === "/jwks")
		return { keys: published.map((n) => ({ ...createPublicKey(keys[n]).export({ format: "jwk" }), kid: n, use: "sig" })) };
	if (path === "/userinfo") return { sub: "s-1", ...b.userinfo };
	return { access_token: "akses", token_type: "Bearer", id_token: b.token ?? token(b), ...(b.pad && { pad: "x".repeat(b.pad) }) };
}

createServer((request, response) => {
	let body = "";
	request.on("data", (part) => { body += part; });
	request.on("end", () => {
		const path = request.url.split("?")[0];
		const send = (status, value, headers = {}) => {
			response.writeHead(status, { "Content-Type": "application/json", ...headers });
			response.end(typeof value === "string" ? value : JSON.stringify(value));
		};
		if (path === "/behave") {
			behaviour = JSON.parse(body);
			if (behaviour.publish) published = behaviour.publish;
			return send(200, {});
		}
		if (path === "/seen") return send(200, seen);
		if (path === "/token") seen = { form: body, authorization: request.headers.authorization || "" };
		if (path === behaviour.at) {
			if (behaviour.raw) return send(200, behaviour.raw);
			return send(behaviour.status, answer(path), { Location: `${issuer}/elsewhere` });
		}
		return send(200, answer(path === "/elsewhere" ? "/token" : path));
	});
}).listen(Number(new URL(issuer).port), "127.0.0.1", () => console.log("ready"));
