import requests

requests.get(f"{HOST}/v2/users/{uid}")
requests.post(f"{HOST}/v2/users/{uid}")
