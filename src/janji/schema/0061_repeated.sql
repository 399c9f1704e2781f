-- 0061: A message that did not go out and was tried again asks for nobody any more.
ALTER TABLE message ADD COLUMN repeated_at timestamptz;  -- when its copy was queued
