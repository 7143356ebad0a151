// AWS's SDKs for JavaScript (v2 and v3) and aws4fetch against the emulator.
//
// usage: js_emulator.mjs ENDPOINT ACCESS_KEY_ID SECRET_ACCESS_KEY
// CI_NODE_MODULES names the folder node_modules with aws-sdk, @aws-sdk/client-marketplace-metering and aws4fetch. Ends with
// status 0 if everything holds. The emulator must not enforce quotas.
//
// None of the three signs every header: v2 and aws4fetch never sign content-type, and v3 doesn't sign user-agent.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.env.CI_NODE_MODULES, "index.js"));
const [endpoint, accessKeyId, secretAccessKey] = process.argv.slice(2);
const region = "us-east-1";
const product = "prod-4rcexample";
const account = "111122223333";
const hour = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000);

async function ask(method, path, body) {
  const response = await fetch(`${endpoint}/_emulator${path}`, { method, body: JSON.stringify(body) });
  assert.equal(response.status, 200);
  return response.json();
}

// Whole numbers, because not every version of the SDKs has decimal quantities.
const record = { Timestamp: hour, Dimension: "gigabytes", Quantity: 2, CustomerAWSAccountId: account };

// Calls all four operations. `call` sends an operation, and throws an error whose `code` is AWS's.
async function check(name, call) {
  const token = (await ask("POST", "/tokens", { account })).registration_token;
  const resolved = await call("ResolveCustomer", { RegistrationToken: token });
  assert.equal(resolved.CustomerAWSAccountId, account);
  assert.equal(resolved.ProductCode, product);

  const batch = { ProductCode: product, UsageRecords: [record] };
  const first = await call("BatchMeterUsage", batch);
  assert.equal(first.Results[0].Status, "Success");
  const again = await call("BatchMeterUsage", batch);
  assert.equal(again.Results[0].MeteringRecordId, first.Results[0].MeteringRecordId);

  const [billed] = await ask("GET", "/billed?dimension=gigabytes");
  assert.deepEqual([billed.account, billed.quantity, billed.records], [account, "2", 1]);

  const usage = { ProductCode: product, Timestamp: hour, UsageDimension: "requests", UsageQuantity: 5 };
  assert.ok((await call("MeterUsage", usage)).MeteringRecordId);
  const registered = await call("RegisterUsage", { ProductCode: product, PublicKeyVersion: 1 });
  assert.equal(registered.Signature.split(".").length, 3);

  const refusals = [
    ["ResolveCustomer", { RegistrationToken: "unknown" }, "InvalidTokenException"],
    ["BatchMeterUsage", { ...batch, ProductCode: "prod-unknown" }, "InvalidProductCodeException"],
    ["MeterUsage", { ...usage, UsageQuantity: 6 }, "DuplicateRequestException"],
    ["RegisterUsage", { ProductCode: product, PublicKeyVersion: 9 }, "InvalidPublicKeyVersionException"],
  ];
  for (const [operation, input, code] of refusals) {
    await assert.rejects(call(operation, input), (error) => {
      assert.equal(error.code, code);
      return true;
    });
  }
  console.log(`${name}: four operations and ${refusals.length} errors`);
}

async function v2() {
  process.env.AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE = "1";
  const AWS = require("aws-sdk");
  const client = (secret) =>
    new AWS.MarketplaceMetering({
      apiVersion: "2016-01-14",
      endpoint,
      region,
      accessKeyId,
      secretAccessKey: secret,
      maxRetries: 0,
    });
  const call = (service) => (operation, input) => {
    const method = operation[0].toLowerCase() + operation.slice(1);
    return service[method](input).promise();
  };
  // This SDK's last model identifies buyers only by CustomerIdentifier.
  const older = (operation, input) => {
    const { UsageRecords, ...others } = input;
    const records = UsageRecords?.map(({ CustomerAWSAccountId, ...record }) => {
      return { ...record, CustomerIdentifier: "ifAPi5AcF3" };
    });
    return call(client(secretAccessKey))(operation, records ? { ...others, UsageRecords: records } : others);
  };
  await check(`aws-sdk ${AWS.VERSION}`, older);
  const wrong = call(client("wrong"))("ResolveCustomer", { RegistrationToken: "t" });
  await assert.rejects(wrong, (error) => error.code === "InvalidSignatureException");
}

async function v3() {
  const sdk = require("@aws-sdk/client-marketplace-metering");
  const client = (secret) =>
    new sdk.MarketplaceMeteringClient({
      endpoint,
      region,
      credentials: { accessKeyId, secretAccessKey: secret },
      maxAttempts: 1,
    });
  const call = (service) => async (operation, input) => {
    try {
      return await service.send(new sdk[`${operation}Command`](input));
    } catch (error) {
      error.code = error.name;
      throw error;
    }
  };
  const { version } = require("@aws-sdk/client-marketplace-metering/package.json");
  await check(`@aws-sdk/client-marketplace-metering ${version}`, call(client(secretAccessKey)));
  const wrong = call(client("wrong"))("ResolveCustomer", { RegistrationToken: "t" });
  await assert.rejects(wrong, (error) => error.code === "InvalidSignatureException");
}

async function aws4fetch() {
  const { AwsClient } = require("aws4fetch");
  const call = (secret) => async (operation, input) => {
    const aws = new AwsClient({ accessKeyId, secretAccessKey: secret, service: "aws-marketplace", region, retries: 0 });
    // AWS's JSON protocols write a time as seconds.
    const body = JSON.stringify(input, function (key, value) {
      return this[key] instanceof Date ? this[key].getTime() / 1000 : value;
    });
    const response = await aws.fetch(endpoint, {
      method: "POST",
      body,
      headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": `AWSMPMeteringService.${operation}` },
    });
    assert.equal(response.headers.get("content-type"), "application/x-amz-json-1.1");
    const output = await response.json();
    if (!response.ok) {
      throw Object.assign(new Error(output.message), { code: output.__type });
    }
    return output;
  };
  await check("aws4fetch", call(secretAccessKey));
  const wrong = call("wrong")("ResolveCustomer", { RegistrationToken: "t" });
  await assert.rejects(wrong, (error) => error.code === "InvalidSignatureException");
}

await v2();
await v3();
await aws4fetch();
