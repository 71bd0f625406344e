import asyncio
import os


class Service:
    def start(self):
        try:
            asyncio.get_event_loop().run_until_complete(self.run())
        finally:
            os.environ.pop("LEGACY_BILLING_URL")  # straggler: allow(legacy-variables): until spring
