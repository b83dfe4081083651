-- The buckets of `bucket.rs`, in a hash: what each holds, and when they were filled, on this server's
-- clock. A bucket that is not there is full, so the hash goes when all of them are.
--
-- KEYS[1]: the hash.
-- ARGV[1]: `try` takes if all have enough, `settle` takes in any case and gives back what is negative.
-- Then for each bucket: its name, what it holds when it is full, what it gains a second, the amount.
-- Returns the microseconds until there is enough, 0 when the amounts were taken.
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1e6
local filled_at = tonumber(redis.call('HGET', KEYS[1], 'filled_at') or now)
local passed = math.max(now - filled_at, 0)

local hash = {'filled_at', string.format('%.17g', math.max(now, filled_at))}
local wait, until_full = 0, 0
for at = 2, #ARGV, 4 do
  local name, full = ARGV[at], tonumber(ARGV[at + 1])
  local rate, amount = tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  local level = tonumber(redis.call('HGET', KEYS[1], name) or full)
  level = math.min(level + passed * rate, full)
  -- A full bucket lets any amount through, and owes the rest.
  local lacking = math.min(amount, full) - level
  if lacking > 1e-6 then
    wait = math.max(wait, lacking / rate)
  end
  level = math.min(level - amount, full)
  until_full = math.max(until_full, (full - level) / rate)
  hash[#hash + 1] = name
  hash[#hash + 1] = string.format('%.17g', level)
end

if ARGV[1] == 'try' and wait > 0 then
  return math.min(math.ceil(wait * 1e6), 2 ^ 53)
end
redis.call('HSET', KEYS[1], unpack(hash))
-- A second more than it takes, a year at most.
redis.call('PEXPIRE', KEYS[1], math.min(math.ceil(until_full * 1000) + 1000, 366 * 86400 * 1000))
return 0
