"""Events: how facts leave a service and arrive in another without loss, twice or in the wrong order."""

import warnings

# Its authors advise new projects against it; nameko stands on it, and nothing outside this package may.
warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
