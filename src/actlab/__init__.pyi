"""The public names of actlab, each once; `__init__.py` loads them from here when they are first used."""

from .data.datasets import DATASETS as DATASETS
from .errors import ActlabError as ActlabError
from .errors import InvalidInput as InvalidInput
from .functions.catalogue import CATALOGUE as CATALOGUE
from .functions.find import activation as activation
from .functions.record import Activation as Activation
from .studies.compare import compare as compare
from .studies.study import Study as Study
