-- The buckets of `bucket.rs`, in a hash: what each holds, and when they were filled, on this server's
-- clock. A bucket that is not there is full, so the hash goes when all of them are.
--
-- KEYS[1]: the hash.
-- ARGV[1]: `try` takes if all have enough, `settle` takes in any case and gives back what is negative.
-- ARGV[2]: who asks. Who has to wait stands in a queue, so that a process with a large request is not
-- overtaken by others with small ones; who does not ask again in time is taken out.
-- Then for each bucket: its name, what it holds when it is full, what it gains a second, the amount.
-- Returns the microseconds after which to ask again, a second at most; 0 when the amounts were taken.
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1e6
local filled_at = tonumber(redis.call('HGET', KEYS[1], 'filled_at') or now)
local passed = math.max(now - filled_at, 0)

local hash = {'filled_at', string.format('%.17g', math.max(now, filled_at))}
local wait, until_full = 0, 0
for at = 3, #ARGV, 4 do
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

if ARGV[1] == 'try' then
  -- Who asks again within a second is believed to be there for two.
  local ahead, behind, next_at, is_found = '', '', 0, false
  local queue = redis.call('HGET', KEYS[1], 'queue') or ''
  for who, asks_at in string.gmatch(queue, '(%S+) (%S+);') do
    local entry = who .. ' ' .. asks_at .. ';'
    if who == ARGV[2] then
      is_found = true
    elseif tonumber(asks_at) + 1 < now then
      entry = ''
    elseif is_found then
      behind = behind .. entry
    else
      ahead = ahead .. entry
      next_at = math.max(next_at, tonumber(asks_at))
    end
  end
  if ahead ~= '' then
    wait = math.max(wait, next_at - now, 0.01)
  end
  if wait > 0 then
    wait = math.min(wait, 1)
    ahead = ahead .. ARGV[2] .. ' ' .. string.format('%.6f', now + wait) .. ';'
    hash = {}
  end
  hash[#hash + 1] = 'queue'
  hash[#hash + 1] = ahead .. behind
else
  wait = 0
end

redis.call('HSET', KEYS[1], unpack(hash))
-- Two seconds more than it takes, a year at most.
redis.call('PEXPIRE', KEYS[1], math.min(math.ceil(until_full * 1000) + 2000, 366 * 86400 * 1000))
return math.ceil(wait * 1e6)
